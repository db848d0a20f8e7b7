#!/usr/bin/env ruby
# frozen_string_literal: true

# What Jekyll's Utils.parse_date (Time.parse(text).localtime) makes of date strings: one line each,
#   ZONE <tab> TEXT <tab> ISO 8601 | invalid | build-time
# "build-time" means that the result changes with the clock. Part one is the hand-written list below under three
# zones; part two COUNT strings put together at random (seeded).
#
#   ruby dates.rb COUNT [SEED] > dates.tsv

require "time"

KNOWN = [
  "2020-03-10 23:30.000000000 +09:00", "2020-03-10 23:30.5", "2020-03-10 23:30.", "2020-03-10 23:30::00 -03:00",
  "2020-03-10 23:30: +0800", "2020/03/10 23:30.000 +0900", "Tue Mar 10 23:30:00 CEST 2020", "Tue Mar 10 23:30:00 CST 2020",
  "Tue Mar  3 23:30:00 2020", "Tue Mar 10 23:30 +0800 2020", "Mar 10 23:30:00 2020",
  "2020-03-10", "2020-03-10 23:30", "2020-03-10 23:30:00", "2020-03-09 1:05:00", "2020-03-10 23:30:00 +0900",
  "2020-03-10 23:30:00 +09:00", "2020-03-10 23:30:00 +09", "2020-03-10 23:30:00 +9", "2020-03-10 23:30:00+09:00",
  "2020-03-10 23:30:00 Z", "2020-03-10T23:30:00Z", "2020-03-10T23:30", "2020-03-10 23:30:00.5 +0100",
  "2020-03-10 23:30:00 EST", "2020-03-10 23:30:00 EDT", "2020-03-10 23:30:00 CST", "2020-03-10 23:30:00 CDT",
  "2020-03-10 23:30:00 MST", "2020-03-10 23:30:00 PDT", "2020-03-10 23:30:00 PST", "2020-03-10 23:30:00 MDT", "2020-03-10 23:30:00 AST", "2020-03-10 23:30:00 EET", "2020-03-10 23:30:00 UTC",
  "2020-03-10 23:30:00 GMT", "2020-03-10 23:30:00 ut", "2020-03-10 23:30:00 A", "2020-03-10 23:30:00 J",
  "2020-03-10 23:30:00 CET", "2020-07-10 23:30:00 CEST", "2020-03-10 23:30:00 JST", "2020-03-10 23:30:00 BST",
  "2020-03-10 23:30:00 IST", "2020-03-10 23:30:00 KST", "2020-03-10 23:30:00 MSK", "2020-03-10 23:30:00 HST",
  "2020-03-10 23:30:00 WET", "2020-03-10 23:30:00 ET", "2020-03-10 23:30:00 PT", "2020-03-10 23:30:00 AKST",
  "2020-03-10 23:30:00 Asia/Tokyo", "2020-03-10 23:30:00 Asia/Shanghai", "2020-03-10 23:30:00 America/New_York",
  "2020-03-10 23:30:00 UTC+9", "2020-03-10 23:30:00 GMT+9", "2020-03-10 23:30:00 UTC+09:00", "2020-03-10 23:30 UTC +8",
  "2020-03-10 23:30:00 +0800 (CST)", "2020-03-10 23:30:00 -0330", "2020-03-10 24:00:00", "2020-03-10 24:00",
  "2020-03-08 02:30", "2020-11-01 01:30", "2020-3-9", "2020-3-9 7:05", "2020/03/09", "2020/3/9 23:30:00", "2020.03.09",
  "20200309", "202003091230", "20200309123015", "200309", "20-03-09", "69-03-09", "2020-070", "March 9, 2020",
  "Mar 9 2020", "9 March 2020", "9th March 2020", "9-Mar-2020", "March 9th, 2020 11:05 PM", "Mon, 09 Mar 2020 23:30:00 +0000",
  "Mon Mar 09 2020 23:30:00 GMT+0800", "Sunday, 8 March 2020", "2020-03-09 11:05 PM", "2020-03-09 12:05 am", "09/03/2020",
  "03/09/2020", "31/12/2020", "10-03-2020", "09.03.2020", "2020-02-30", "2021-02-29 10:00", "2020-04-31 23:30 +0800",
  "2020-03-10 23:30:60", "2020-03-10 +0800", "03-09", "10:30", "12/31/2020", "2020-13-01", "2020-00-10",
  "2020-03-00", "2020-03-32", "2020-03-10 25:00:00", "2020-03-10 10:60", "2020-03-10 10:30:61", "2020", "202003",
  "1583712000", "2020-03", "2020-W11-1", "2020年3月9日", "2020年03月09日 23:30", "yesterday", "tomorrow", "monday", "TBD",
  "true", "", "今天", "待定", "0000-00-00", "0000-01-01", "9999-12-31 23:59", "7", "1", "123456789",
  "2020-03-10 23:30:00 2020 +0900", "2020-03-10 23:30 2020 -0800", "2020-03-10 23:30:00 2021",
  "+0800", "-0500", "+0530", "-0330", "+0000", " +0800",
].freeze
ZONES = %w(America/New_York UTC Asia/Shanghai).freeze
MORE = %w(Europe/Berlin Asia/Tokyo Asia/Kolkata Australia/Lord_Howe America/Sao_Paulo Africa/Casablanca Pacific/Apia
          UTC+8 CST-8 Asia/Beijing America/St_Johns).freeze

NOWS = [[2026, 11, 22, 12, 34, 56], [2019, 2, 3, 4, 5, 6]].freeze

def result(text)
  seen = NOWS.map do |now|
    Time.parse(text, Time.local(*now)).localtime.strftime("%Y-%m-%dT%H:%M:%S%::z")
  rescue ArgumentError
    "invalid"
  rescue RangeError
    "crash"
  end
  seen.uniq.size == 1 ? seen[0] : "build-time"
end

def emit(zone, text)
  ENV["TZ"] = zone
  puts [zone, text, result(text)].join("\t") unless text.match?(/[\t\n]/)
end

KNOWN.each { |text| ZONES.each { |zone| emit(zone, text) } }

puts "# random"
count = ARGV[0].to_i
rng = Random.new((ARGV[1] || 1).to_i)
pick = ->(list) { list[rng.rand(list.size)] }
num = ->(max, pad = 2) { pick[[true, true, true, false]] ? rng.rand(max + 1).to_s.rjust(pad, "0") : rng.rand(max + 3).to_s }
months = %w(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July August September Sept October December)
date = lambda do
  y = pick[[num[30].rjust(4, "20"), "19#{num[99]}", "20#{num[99]}", num[99]]]
  m, d = num[12], num[31]
  pick[[
    "#{y}-#{m}-#{d}", "#{y}-#{m}-#{d}", "#{y}-#{m}-#{d}", "#{y}-#{m}-#{d}", "#{y}/#{m}/#{d}", "#{y}.#{m}.#{d}", "#{d}/#{m}/#{y}", "#{d}.#{m}.#{y}",
    "#{d}-#{m}-#{y}", "#{y}#{m}#{d}", "#{pick[months]} #{d}, #{y}", "#{pick[months]} #{d} #{y}", "#{d} #{pick[months]} #{y}",
    "#{d}-#{pick[months]}-#{y}", "#{d}#{pick[%w(st nd rd th)]} #{pick[months]}, #{y}", "#{pick[%w(Mon Tuesday wed. Thu, Sat)]} #{d} #{pick[months]} #{y}",
    "#{y}-#{num[366, 3]}", "#{y}-#{m}", "#{m}-#{d}", "#{y}年#{m}月#{d}日", "", rng.rand(10**rng.rand(1..15)).to_s,
  ]]
end
zones = %w(+0800 +08:00 +08 +8 -0330 -3:30 Z UTC utc GMT EST EDT CST CDT PST MST CET CEST JST IST BST HST KST MSK A J Y p UTC+8 GMT+0800 utc-03:00 UT+1
           Asia/Shanghai America/New_York Europe/Berlin America/Argentina/Buenos_Aires Beijing SAST MART DECT SUNT BC AD am PM a.m. +2500 +08000 +080000)
time = lambda do
  t = pick[["#{num[23]}:#{num[59]}", "#{num[23]}:#{num[59]}:#{num[59]}", "#{num[23]}:#{num[59]}:#{num[59]}.#{num[999, 3]}", "#{num[12]}:#{num[59]} #{pick[%w(am PM p.m.)]}",
            "#{num[12]}:#{num[59]}#{pick[%w(am PM)]}", "#{num[24]}:00:00", "#{num[23]}h#{num[59]}", num[23]]]
  t += pick[["", " ", "", "  "]] + pick[zones] if rng.rand < 0.6
  t += pick[[" +8", " (CST)", " (China Standard Time)", " x", "/x", " -0800", " 2", " [1]"]] if rng.rand < 0.1
  t
end
count.times do
  text = date.call
  text += pick[[" ", " ", " ", "T", "t", "", ", ", "  ", " at "]] + time.call if rng.rand < 0.7
  text += pick[[" +0800", " x", ",", ".", " UTC", "Z"]] if rng.rand < 0.05
  text = text.dup.tap { |t| t[rng.rand(t.size)] = pick[["", " ", "-", ":", "0", "a", "/", "+"]] unless t.empty? } if rng.rand < 0.1
  emit(pick[ZONES + MORE], text)
end
