#!/usr/bin/env ruby
# frozen_string_literal: true

# Proves on real sites that fixes do no harm: mends a copy of each, and compares what real Jekyll makes of it with what it
# made before, first with `--fix`, then with `--fix --unsafe-fixes`.
#   LIBS=DIR ruby tests/oracle/fixes.rb SITE…
# DIR is as jekyll-at.sh wants it. PRESSCHECK names the command; without it cargo builds one. The sites are never changed.
# For each run it prints how many files changed by how many fixes, and every file of which Jekyll makes something else: its
# URL, destination, date, terms or front matter, or the words of its body once kramdown has read it. Exits with 1 if `--fix`
# changes a URL or stops a page, if a second run would change anything, or if unsafe fixes stop a page.

require "fileutils"
require "json"
require "open3"
require "tmpdir"
require_relative "rows"

HERE = __dir__
NOW = "2026-11-22T12:00:00Z"
PRESSCHECK = ENV["PRESSCHECK"] ? [ENV["PRESSCHECK"]] : %W[cargo run -q --release --manifest-path #{HERE}/../../Cargo.toml --]

def presscheck(site, *args)
  out, err, status = Open3.capture3({ "TZ" => "UTC", "NO_COLOR" => "1" }, *PRESSCHECK, site, "--now", NOW, *args)
  abort "presscheck failed on #{site}: #{err}" unless [0, 1].include?(status.exitstatus)
  [out.force_encoding("UTF-8"), err]
end

# What Jekyll makes of the site: rows as Rows has them, and the front matter and title of each file.
def dump(root, version, github_pages)
  Dir.mktmpdir do |dir|
    args = ["#{HERE}/dump_site.rb", root, "#{dir}/out.json", "--now", NOW, "--no-generate", *("--github-pages" if github_pages)]
    said, status = Open3.capture2e({ "TZ" => "UTC" }, "bash", "#{HERE}/jekyll-at.sh", version, *args)
    abort said unless status.success?
    json = JSON.parse(File.read("#{dir}/out.json"))
    front = json["documents"].to_h { |x| [x["file"], x.slice("title", "layout", "front_matter")] }
    json["pages"].each { |x| front[x["path"]] ||= x.slice("title", "layout", "permalink") }
    [Rows.of(json), front]
  end
end

# The words of every Markdown file, as kramdown leaves them; Liquid stays as it is.
def words(files)
  script = <<~'RUBY'
    require "kramdown"; require "kramdown-parser-gfm"; require "json"; require "cgi"
    texts = JSON.parse(STDIN.read).map do |text|
      body = text.sub(/\A\uFEFF?---\s*\n.*?^(?:---|\.\.\.)\s*\n/m, "")
      html = Kramdown::Document.new(body, input: "GFM", hard_wrap: false, syntax_highlighter: nil).to_html
      CGI.unescapeHTML(html.gsub(/<!--.*?-->/m, "").gsub(/<[^>]*>/, "")).gsub(/\{%-?\s*(end)?raw\s*-?%\}/, "").gsub(/[\s\p{Cc}\p{Cf}]+/, "")
    rescue StandardError => e
      e.message
    end
    puts JSON.generate(texts)
  RUBY
  texts = files.map { |file| File.read(file, encoding: "UTF-8").scrub }
  out, status = Open3.capture2("bash", "#{HERE}/jekyll-at.sh", "4.4.1", "-e", script, stdin_data: JSON.generate(texts))
  abort out unless status.success?
  JSON.parse(out)
end

def files(root)
  Dir.glob("**/*", File::FNM_DOTMATCH, base: root).reject { |path| path.start_with?(".git/") }
     .select { |path| File.file?("#{root}/#{path}") }.to_h { |path| [path, File.binread("#{root}/#{path}")] }
end

# The first place where two texts part.
def parting(a, b)
  at = (0...[a.size, b.size].min).find { |i| a[i] != b[i] } || [a.size, b.size].min
  from = [at - 15, 0].max
  "…#{a[from, 40]}… | …#{b[from, 40]}…"
end

fault = false
totals = Hash.new(0)
ARGV.each do |site|
  Dir.mktmpdir do |dir|
    system("cp", "-a", "#{site.chomp("/")}/.", dir, exception: true)
    FileUtils.rm_rf("#{dir}/_site")
    shown = presscheck(dir, "--show-config")[0]
    root = shown[/^root = (\S+)/, 1]
    profile = shown[/^profile = (\S+)/, 1]
    jekyll = [root, profile == "jekyll4" ? "4.4.1" : "3.10.0", profile == "github-pages"]
    rows, front = dump(*jekyll)
    [[], ["--unsafe-fixes"]].each do |flags|
      name = ["--fix", *flags].join(" ")
      old = files(root)
      before = JSON.parse(presscheck(dir, "--output-format", "json", "--quiet")[0])["findings"]
      report = JSON.parse(presscheck(dir, "--fix", *flags, "--output-format", "json", "--quiet")[0])
      new = files(root)
      again = presscheck(dir, "--diff", *flags, "--quiet")[0]
      changed = (old.keys | new.keys).reject { |path| old[path] == new[path] }
      causes = changed.to_h do |path|
        rules = before.select { |f| f["path"] == path && f["fix"] && (f["fix"]["safe"] || !flags.empty?) }
        [path, rules.map { |f| f["rule"] }.tally.map { |rule, n| n > 1 ? "#{rule} × #{n}" : rule }.join(", ")]
      end
      told = []
      new_rows, new_front = dump(*jekyll)
      rows.each do |path, row|
        was = row[0] != "nothing" && row[3]
        now = new_rows[path]
        next if now == row && new_front[path] == front[path]
        gone = was && (now.nil? || now[0] == "nothing" || !now[3])
        moved = was && !gone && now[1, 2] != row[1, 2]
        fault ||= gone || (flags.empty? && moved)
        word = gone ? "GONE" : moved ? "moved" : "read otherwise"
        told << "#{path}: #{word} [#{causes[path]}]\n    #{[row, now].uniq.map(&:inspect).join("\n    ")}"
        told << "    #{(front[path].to_a - new_front[path].to_a).inspect}\n    #{(new_front[path].to_a - front[path].to_a).inspect}" if new_front[path]
      end
      (new_rows.keys - rows.keys).each { |path| told << "#{path}: new: #{new_rows[path].inspect}" }
      texts = changed.select { |path| path.end_with?(".md", ".markdown") && old[path] && new[path] }
      Dir.mktmpdir do |other|
        texts.each_with_index { |path, i| File.binwrite("#{other}/#{i}", old[path]) }
        theirs = words(texts.each_index.map { |i| "#{other}/#{i}" } + texts.map { |path| "#{root}/#{path}" })
        texts.each_with_index do |path, i|
          pair = [theirs[i], theirs[texts.size + i]]
          told << "#{path}: other words [#{causes[path]}]\n    #{parting(*pair)}" unless pair.uniq.one?
        end
      end
      unless again.empty?
        fault = true
        told << "a second run would change:\n#{again}"
      end
      puts told
      now = JSON.parse(presscheck(dir, "--output-format", "json", "--quiet")[0])["findings"]
      fresh = now.map { |f| [f["path"], f["rule"]] }.tally.reject { |key, n| n <= before.count { |f| [f["path"], f["rule"]] == key } }
      fresh.each { |(path, rule), _| puts "#{path}: more of #{rule} than before [#{causes[path]}]" }
      figures = { "files changed" => changed.size, "fixes" => report["summary"]["fixed"], "rows compared" => rows.size,
                  "differences" => told.size, "new findings" => fresh.size, "left" => report["findings"].size }
      figures.each { |key, n| totals["#{name}: #{key}"] += n }
      puts "#{File.basename(site)}, Jekyll #{jekyll[1]}, #{name}: #{figures.map { |key, n| "#{n} #{key}" }.join(", ")}"
      rows, front = new_rows, new_front
    end
  end
end
puts totals.map { |key, n| "#{key} #{n}" }
exit 1 if fault
