#!/usr/bin/env ruby
# frozen_string_literal: true

# Compares what `presscheck urls` says of every file of a site with what real Jekyll makes of it.
#   LIBS=DIR ruby tests/oracle/compare.rb SITE [4.4.1|3.10.0] [--generate] [ARG of dump_site.rb…]
#   LIBS=DIR ruby tests/oracle/compare.rb SITE 3.10.0 --generate --github-pages
# DIR is as jekyll-at.sh wants it; without LIBS Debian's Jekyll is asked. The site's own plugins never run. Prints how many
# files of each kind are equal and every difference; exits with 1 if there is one.

require "open3"
require "tmpdir"
require_relative "rows"

here = __dir__
site = ARGV.shift or abort "usage: compare.rb SITE [VERSION] [ARG of dump_site.rb…]"
version = ARGV.first&.match?(/\A\d/) ? ARGV.shift : "4.4.1"
now = "2026-11-22T12:00:00Z"
profile = ARGV.include?("--github-pages") ? "github-pages" : "jekyll#{version[0]}"

theirs = Dir.mktmpdir do |dir|
  dump = ["#{here}/dump_site.rb", site, "#{dir}/out.json", "--now", now, *(ARGV.delete("--generate") ? [] : ["--no-generate"]), *ARGV]
  runner = ENV["LIBS"] ? ["bash", "#{here}/jekyll-at.sh", version] : ["ruby", "-W0"]
  said, status = Open3.capture2({ "TZ" => "UTC" }, *runner, *dump)
  abort said unless status.success?
  JSON.parse(File.read("#{dir}/out.json"))
end
presscheck = ENV["PRESSCHECK"] ? [ENV["PRESSCHECK"]] : %W[cargo run -q --release --manifest-path #{here}/../../Cargo.toml --]
json, status = Open3.capture2({ "TZ" => "UTC" }, *presscheck, "urls", site, "--isolated", "--now", now,
                              "--config", "site.profile=\"#{profile}\"", "--output-format", "json")
abort "presscheck failed" unless status.success?
ours = JSON.parse(json).to_h { |row| [row["path"], row] }

expected = Rows.of(theirs)
kinds = { "post" => "document", "draft" => "document" }
# What is not written is nothing, or listed all the same: Jekyll drops a post and keeps a document.
actual = lambda do |x, listed|
  kind = kinds.fetch(x["kind"], x["kind"])
  return ["nothing", Rows.reason(x["reason"])] if x["url"].nil? || !(x["output"] || listed)

  whole = [kind, x["url"], x["dest"], x["output"]]
  kind == "document" ? whole + [x["date"], x["categories"], x["tags"]] : whole
end

count = Hash.new { |hash, kind| hash[kind] = [0, 0] }
differences = (expected.keys | ours.keys).sort.filter_map do |path|
  wanted = expected.fetch(path, ["nothing", nil])
  found = ours[path] ? actual[ours[path], wanted[0] != "nothing"] : ["nothing", nil]
  found = ["nothing", wanted[1]] if wanted[0] == "nothing" && found[0] == "nothing" && [wanted[1], found[1]].include?(nil)
  # The same moment, however it is written.
  [wanted, found].each { |one| one[4] = Time.parse(one[4]).to_i if one[4].is_a?(String) }
  count[wanted[0]][1] += 1
  if wanted == found
    count[wanted[0]][0] += 1
    next
  end
  "#{path}\n  Jekyll     #{wanted.inspect}\n  presscheck #{found.inspect}"
end
puts differences
puts "#{site}, Jekyll #{theirs["oracle"]["jekyll"]}, #{profile}: " +
     count.sort.map { |kind, (same, all)| "#{kind} #{same}/#{all}" }.join(", ") + "; #{differences.size} differ"
exit 1 unless differences.empty?
