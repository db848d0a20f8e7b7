#!/usr/bin/env ruby
# frozen_string_literal: true

# Compares what `presscheck links` says of a site's source with what is true of the site that real Jekyll builds from it,
# link for link, by page and by the place that it leads to.
#   LIBS=DIR ruby tests/oracle/links.rb SITE [4.4.1|3.10.0] [--record FILE] [--all] [--draw N] [ARG of build_site.rb…]
# DIR is as jekyll-at.sh wants it; without LIBS an installed Jekyll builds. The site is built twice: as it is, and each page
# by itself, without layouts, so that it is known which links a page has of its own. `presscheck links --site-dir` judges
# what was built; where the program hyperlink (`cargo install hyperlink`) is on the PATH, or named in HYPERLINK, it judges
# too. Prints the figures, every class of difference with its size, and up to ten of those that are faults (with --all every one); exits with 1 below 99.5 %.
# Of a class it shows two, or with --draw N that many, drawn alike in each run: whether it hides a fault can only be read.
# --record writes each link of the built pages with its verdict, for tests/built_sites.rs.

require "json"
require "fileutils"
require "open3"
require "tmpdir"
require "uri"

NOW = "2026-11-22T12:00:00Z"
HERE = __dir__
record = (i = ARGV.index("--record")) && ARGV.slice!(i, 2)[1]
most = ARGV.delete("--all") ? 1_000_000 : 10
DRAW = (i = ARGV.index("--draw")) ? ARGV.slice!(i, 2)[1].to_i : nil
SITE = File.expand_path(ARGV.shift || abort("usage: links.rb SITE [VERSION] [ARG of build_site.rb…]"))
VERSION = ARGV.first&.match?(/\A\d/) ? ARGV.shift : "4.4.1"
ARGS = ARGV.dup
PRESSCHECK = ENV["PRESSCHECK"] ? [ENV["PRESSCHECK"]] : %W[cargo run -q --release --manifest-path #{HERE}/../../Cargo.toml --]
HYPERLINK = ENV["HYPERLINK"] || ENV["PATH"].split(":").map { |dir| "#{dir}/hyperlink" }.find { |file| File.executable?(file) }

def build(destination, *args)
  runner = ENV["LIBS"] ? ["bash", "#{HERE}/jekyll-at.sh", VERSION] : ["ruby", "-W0"]
  said, status = Open3.capture2e({ "TZ" => "UTC" }, *runner, "#{HERE}/build_site.rb", SITE, destination, "--now", NOW, *ARGS, *args)
  abort said unless status.success?
  said.lines.grep(/^(left out|not installed|no style)/)
end

def presscheck(command, *args, config: [])
  config = ["site.profile=\"jekyll#{VERSION[0]}\"", *config].flat_map { |one| ["--config", one] }
  json, status = Open3.capture2({ "TZ" => "UTC" }, *PRESSCHECK, command, SITE, "-q", "--isolated", "--now", NOW,
                                "--output-format", "json", *config, *args)
  abort "presscheck failed" unless status.success?
  JSON.parse(json)
end

# Every link of a page to a place on the site, with the best verdict for it; external ones are nobody's business here.
def places(rows)
  rows.reject { |row| row["page"].nil? || row["resolved"].nil? || %w(external skipped).include?(row["verdict"]) }
      .to_h { |row| [[row["page"], row["resolved"]], row] }
end

def folder_of(baseurl) = baseurl.to_s.gsub(%r{\A/|/\z}, "")

# The broken links that hyperlink finds, by page.
def hyperlink(folder)
  said, = Open3.capture2e(HYPERLINK, folder, "--check-anchors")
  page = nil
  said.force_encoding("UTF-8").lines.each_with_object([]) do |line, found|
    line.chomp!
    if line.start_with?(folder)
      page = line.delete_prefix(folder).sub(%r{(\A|/)index\.html\z}, '\1')
    elsif line =~ /\A\s+(?:error|warning): bad link (.*)\z/
      link = $1.start_with?("/") ? $1 : "/#{$1}"
      found << [page, URI.decode_www_form_component(link.gsub("+", "%2B"))]
    end
  end
end

def show(title, list, most)
  return if list.empty?

  puts "  #{title}: #{list.size}"
  list.first(most).each { |line| puts "    #{line}" }
end

# Some of a class.
def draw(title, list)
  show("class: #{title}", DRAW ? list.shuffle(random: Random.new(1)) : list, DRAW || 2)
end

def share(part, whole) = whole.zero? ? 100.0 : (100.0 * part / whole).floor(2)

config = Dir.glob("#{SITE}/_config.y*ml").first
baseurl = config ? File.read(config)[/^baseurl:\s*["']?([^"'\s#]*)/, 1] : nil
Dir.mktmpdir do |dir|
  dir = File.realpath(dir)
  whole, bare = %w(whole bare).map { |kind| File.join(*["#{dir}/#{kind}", folder_of(baseurl)].reject(&:empty?)) }
  notes = build(whole)
  build(bare, "--without-layouts")
  built = places(presscheck("links", "--site-dir", whole))
  own = places(presscheck("links", "--site-dir", bare))
  rows = presscheck("links")
  source = places(rows)
  # The links of layouts and includes lead to the same place from every page.
  around = rows.select { |row| row["page"].nil? && row["resolved"] && %w(ok broken).include?(row["verdict"]) }
               .to_h { |row| [row["resolved"], row] }
  written = Dir.glob("#{whole}/**/*.{html,htm}").to_h do |file|
    path = file.delete_prefix("#{dir}/whole").sub(%r{(\A|/)index\.html\z}, '\1')
    [path, true]
  end
  puts "#{File.basename(SITE)}, Jekyll #{VERSION}", notes.map { |note| "  #{note}" }

  # Which file a page is made of. Where Jekyll cannot read its front matter it is published elsewhere, which only `urls` follows.
  base = folder_of(baseurl).then { |folder| folder.empty? ? "" : "/#{folder}" }
  files = presscheck("urls").select { |row| row["output"] && row["dest"] }.to_h { |row| ["#{base}/#{row["dest"]}".sub(%r{/index\.html\z}, "/"), row["path"]] }
  pages = source.values.to_h { |row| [row["path"], row["page"]] }
  text = Hash.new { |hash, path| hash[path] = File.file?("#{SITE}/#{path}") ? File.read("#{SITE}/#{path}", encoding: "UTF-8").scrub("?") : "" }

  plain = Hash.new { |hash, path| hash[path] = text[path].gsub(/\{\{.*?\}\}|\{%.*?%\}/m, "{}") }

  said = ->(row) { "#{row["path"]}:#{row["line"]} #{row["target"]} (#{row["page"]}, #{row["resolved"]}): #{row["verdict"]} #{row["reason"]}" }
  classes = Hash.new { |hash, name| hash[name] = [] }
  sure = source.select { |_, row| %w(ok broken).include?(row["verdict"]) }
  judged, unwritten = sure.partition { |(page, _), _| written[page] }.map(&:to_h)
  unwritten.each { |key, row| classes["of pages that are not written as HTML"] << [key, said[row]] }
  judged.select { |key, _| built[key] && built[key]["verdict"] == "unverifiable" }.each do |key, row|
    classes["the built page does not tell"] << [key, said[row]]
    judged.delete(key)
  end
  wrong = judged.filter_map do |key, row|
    truth = built[key]
    unless truth
      if text[row["path"]].match?(/\{%-?\s*(if|unless|for|case|capture)\b/)
        classes["Liquid leaves them out"] << [key, said[row]]
      elsif own[key]
        # What the page has of its own leads to the same files, but for the ids of layouts.
        unless own[key]["verdict"] == row["verdict"] || own[key]["verdict"] == "unverifiable" || key[1].include?("#")
          next "#{said[row]}; without layouts: #{own[key]["verdict"]} #{own[key]["reason"]}"
        end
        classes["a layout takes them out"] << [key, said[row]]
      else
        next "#{said[row]}; but the page has no such link"
      end
      next
    end
    next if truth["verdict"] == row["verdict"]

    "#{said[row]}; built: #{truth["verdict"]} #{truth["reason"]}"
  end
  alike = judged.size - wrong.size - classes["Liquid leaves them out"].size - classes["a layout takes them out"].size
  ours = built.select { |key, row| own[key] && %w(ok broken).include?(row["verdict"]) }
  missed = ours.filter_map do |key, row|
    seen = source[key]
    next if seen && seen["verdict"] == row["verdict"]

    file = files[key[0]]
    target = row["target"].gsub("&amp;", "&")
    name =
      if seen then seen["verdict"] == "unverifiable" ? "unverifiable: #{seen["reason"]}" : nil
      elsif file.nil? then "a plugin makes the page"
      elsif pages[file] && pages[file] != key[0] then "the front matter cannot be read"
      elsif !text[file].start_with?("---") then "copied as it is"
      elsif target.match?(/\A#(fn|fnref):|\A#.*\z/) && text[file].match?(/\[\^|\{:.*toc/) && !text[file].include?("(#{target})") then "kramdown writes them: notes and tables of contents"
      elsif target.empty? ? !plain[file].match?(/(href|src)=(["'])\2|\]\(\s*\)/) : [target, row["target"]].none? { |url| plain[file].match?(/(?<=[\s"'(<=:])#{Regexp.escape(url)}(?=[\s"')>])/) } then "Liquid prints them"
      end
    line = "#{said[row]}#{"; source: #{seen["verdict"]} #{seen["reason"]}" if seen}"
    name ? (classes[name] << [key, line]) && nil : line
  end
  seen = ours.count { |key, row| source[key] && source[key]["verdict"] == row["verdict"] }
  to = share(alike, alike + wrong.size)
  from = share(seen, seen + missed.size)
  broken = ->(rows) { rows.count { |_, row| row["verdict"] == "broken" } }
  puts "  source → built: #{alike} of #{alike + wrong.size} alike, #{to} % (#{broken[judged]} of them broken)"
  puts "  built → source: #{seen} of #{seen + missed.size} alike, #{from} % (#{broken[ours.select { |key, _| source[key] }]} of them broken)"
  show("the source says otherwise", wrong, most)
  show("the source does not see", missed, most)
  classes.each { |name, list| draw(name, list.map(&:last)) }
  others = built.reject { |key, _| own[key] || source[key] }
  known, unknown = others.partition { |(_, place), _| around[place] }.map(&:to_h)
  differ = known.reject { |(_, place), row| [around[place]["verdict"], "unverifiable"].include?(row["verdict"]) }
  nowhere = around.values.reject { |row| built.any? { |(_, place), _| place == row["resolved"] } }
  count = ->(links) { "#{links.size} links of #{links.keys.map(&:first).uniq.size} pages (#{broken[links]} broken)" }
  puts "  layouts have them: #{count[others]}; the source knows #{known.size - differ.size}, and of other kinds there are"
  puts "  class: Liquid prints them in layouts, or they are relative or in branches there: #{count[unknown]}"
  unknown.values.shuffle(random: Random.new(1)).first(DRAW || 0).each { |row| puts "    #{said[row]}" }
  show("the source says otherwise of a layout's link", differ.map { |key, row| "#{said[around[key[1]]]}; on #{key[0]}: #{row["verdict"]} #{row["reason"]}" }, most)
  show("links that the source finds in layouts, and no page has", nowhere.map(&said), most)

  if HYPERLINK
    # To hyperlink a URL with a host is another site's, and `/a/` the same as `/a`.
    short = ->((page, place)) { [page, place.sub(%r{(?<=.)/(?=#|\z)}, "")] }
    same = places(presscheck("links", "--site-dir", whole, config: ["site.host=\"nginx\""]))
            .reject { |_, row| row["target"].match?(%r{\A\s*((https?:)?//|\{\{-?\s*site\.url\b)|\| absolute_url}i) }.transform_keys(&short)
    bad = hyperlink("#{dir}/whole").to_h { |key| [short[key], true] }
    mine = same.select { |_, row| row["verdict"] == "broken" }
    theirs = bad.keys.reject { |key| mine[key] }
    extra = mine.reject { |key, _| bad[key] }
    puts "  hyperlink: #{bad.size} broken, presscheck on the same files: #{mine.size}; #{bad.size - theirs.size} are the same"
    show("only hyperlink", theirs.map { |key| key.join(" → ") + (same[key] ? ": #{same[key]["verdict"]} #{same[key]["reason"]}" : "") }, most)
    show("only presscheck", extra.map { |_, row| said[row] }, most)
  end
  if record
    expected = ours.keys - classes.values.flatten(1).map(&:first)
    lines = built.reject { |_, row| row["verdict"] == "unverifiable" }.map do |key, row|
      [row["verdict"], expected.include?(key) ? "own" : "other", *key].join("\t")
    end
    File.write(record, "# Jekyll #{VERSION}, built at #{NOW}: verdict; the page's own link, or from a layout or from Liquid; page; place\n" + lines.sort.join("\n") + "\n")
  end
  exit 1 if [to, from].min < 99.5 || !differ.empty?
end
