#!/usr/bin/env ruby
# frozen_string_literal: true

# Records what kramdown makes of each Markdown file below a folder, with the options that Jekyll gives it: headings, ids, links,
# HTML elements, warnings. Liquid is not run: its tags are text.
#   LIBS=DIR tests/oracle/kramdown.rb FOLDER OUT.json          a site; its _config.yml may set options of kramdown
#   LIBS=DIR tests/oracle/kramdown.rb --cases FOLDER OUT.json  kramdown's own test/testcases, or those of its GFM parser
#   LIBS=DIR tests/oracle/kramdown.rb --record                 kramdown.cases and random texts, into kramdown.jsonl beside this
# DIR is as jekyll-at.sh wants it. `cargo test --test conformance` compares (see CONTRIBUTING.md).

%w(kramdown kramdown-parser-gfm).each { |p| $LOAD_PATH.unshift("#{ENV["LIBS"]}/#{p}/lib") } if ENV["LIBS"]
require "json"
require "yaml"
require "date"
require "kramdown"
require "kramdown/parser/gfm"

FRONT = %r!\A(---\s*\n.*?\n?)^((---|\.\.\.)\s*$\n?)!m.freeze
URLS = %w(href src data poster).freeze
# What is written without attributes.
BARE = %i(footnote entity typographic_sym smart_quote br xml_comment xml_pi comment raw).freeze
KEYS = %i(auto_ids auto_id_prefix auto_id_stripping transliterated_header_ids input parse_block_html parse_span_html gfm_quirks
          hard_wrap toc_levels).freeze

def site_options(folder)
  config = YAML.unsafe_load_file("#{folder}/_config.yml") || {}
  given = config["kramdown"].is_a?(Hash) ? config["kramdown"] : {}
  { :input => "GFM", :auto_ids => true }.merge(given.transform_keys(&:to_sym).slice(*KEYS))
rescue StandardError
  { :input => "GFM", :auto_ids => true }
end

# As kramdown's own tests run them.
def case_options(file)
  input = file.include?("gfm") ? "GFM" : "kramdown"
  # A sentence may stand before the options of all files of a folder.
  found = [file.sub(/\.text\z/, ".options"), "#{File.dirname(file)}/options"].find { |path| File.file?(path) }
  given = found ? YAML.unsafe_load_file(found) : { :auto_ids => false, :footnote_nr => 1 }
  { :input => input }.merge(given)
end

def walk(element, &block)
  # Of the list that gives its place to the table of contents nothing is left.
  return if element.options.dig(:ial, :refs)&.include?("toc") && %i(ul ol).include?(element.type)

  block.call(element)
  element.children.each { |child| walk(child, &block) }
end

def record(text, options)
  doc = Kramdown::Document.new(text, options.merge(:syntax_highlighter => nil, :math_engine => nil))
  converter = Kramdown::Converter::Html.send(:new, doc.root, doc.options)
  row = { "headings" => [], "ids" => [], "links" => [], "elements" => [], "code" => [] }
  notes = []
  visit = lambda do |el|
    id = el.attr["id"]
    case el.type
    when :header
      id = converter.send(:generate_id, el.options[:raw_text]) if id.nil? && doc.options[:auto_ids]
      row["headings"] << [el.options[:level], id]
    when :a then row["links"] << ["a", el.attr["href"].to_s]
    when :img then row["links"] << ["img", el.attr["src"].to_s]
    when :codespan, :codeblock then row["code"] << "code"
    when :footnote
      name = el.options[:name]
      repeat = notes.count { |n| n.options[:name] == name }
      row["ids"] << "fnref:#{name}#{":#{repeat}" if repeat.positive?}"
      row["ids"] << "fn:#{name}" if repeat.zero?
      notes << el
    when :html_element
      # What stands for ~~ and for boxes of tasks is no HTML of the author's.
      unless el.options.key?(:line) || el.attr["class"].to_s.include?("task-list-item-checkbox")
        row["elements"] << el.value.downcase
        URLS.each { |name| row["links"] << ["html", el.attr[name].to_s] if el.attr[name] }
      end
    end
    row["ids"] << id unless id.to_s.empty? || BARE.include?(el.type)
  end
  walk(doc.root, &visit)
  at = 0
  while at < notes.size
    name = notes[at].options[:name]
    walk(notes[at].value, &visit) if notes[0...at].none? { |n| n.options[:name] == name }
    at += 1
  end
  html = doc.to_html
  row["ids"].concat(html.scan(/<a href="#([^"]*)" id="([^"]*-\1)">/).map(&:last),
                    html.scan(/<dt id="([^"]*)">/).flatten - row["ids"])
  row["ids"].concat(html.scan(/<[uo]l id="(markdown-toc|list)"/).flatten)
  row.merge("warnings" => doc.warnings.map { |w| w.gsub(/\s+/, " ") })
end

# Texts of pieces that get into each other's way, always the same ones.
PIECES = ["a", "b c", "甲乙", "中文，", "**", "*", "_", "__", "`", "``", "```\n", "~~~\n", "~~", "# ", "## ", "#", "===\n", "---\n", "> ",
          "- ", "* ", "+ ", "1. ", "2) ", " ", "  ", "    ", "\t", "\n", "\n\n", "\n\n\n", "[a](/x)", "[甲](/y z)", "[b][r]", "[r]", "[r][]",
          "[q][nope]", "![i](/i.png)", "![]( /j.png \"t\")", "[a](<b c> 't')", "[a](/x(y)z)", "[", "]", "(", ")", "](", "<http://e.x/y>",
          "<a@b.c>", "<>", "<b>", "</b>", "<b class=\"x\">", "<span id='s'>", "</span>", "<div>\n", "</div>\n", "<div markdown=\"1\">\n",
          "<p>", "</p>", "<br>", "<br/>", "<img src=\"/k.png\">", "<a href=\"/l\">", "</a>", "<x-y>", "<table>", "<!-- c -->", "<pre>",
          "</pre>", "<code>", "</code>", "{: #id}", "{: .c}\n", "{: #x .y}\n", "{:r: #ald}\n", "{: r}\n", "{:.no_toc}", "{::comment}\n",
          "{:/comment}\n", "[r]: /ref\n", "[r]: </ref two> \"T\"\n", "[^n]", "[^n]: note\n", "*[HTML]: Hyper\n", "HTML", ": def\n",
          "term\n", "|", "| a | b |\n", "|---|---|\n", "a | b", "$$", "$$ x $$", "&amp;", "&copy;", "&#x41;", "\"", "'", "--", "...",
          "<<", ">>", "\\", "\\*", "\\[", "\\|", "!", "http://bare.x/", "{#hid}", " {#hid}", "^\n", "[ ] ", "[x] ", "☃", "é", "１",
          "٣", "_a_", "a_b_c", "**中文：**字", "&", "<", "a<b>c", "~~del~~", "<del>", "<DIV>", "</DIV>", "<summary>", "<details>\n",
          "</details>\n", "<ul>\n<li>", "</li></ul>", "<em>*x*</em>", "1986. a\n"].freeze

def random_texts(count)
  dice = Random.new(20_261_125)
  Array.new(count) { Array.new(1 + dice.rand(16)) { PIECES[dice.rand(PIECES.size)] }.join }
end

if ARGV == ["--record"]
  # A line `=== INPUT [OPTION]` starts a case, and its text follows.
  written = File.read("#{__dir__}/kramdown.cases").split(/^=== /).drop(1).map { |part| part.split("\n", 2) }
  rows = written.map do |head, text|
    input, *more = head.split
    options = { :input => input, :auto_ids => true }.merge(more.to_h { |o| (k, v = o.split("=", 2)) && [k.to_sym, YAML.safe_load(v)] })
    shown = options.transform_values { |v| v.is_a?(Array) ? v.join(",") : v }
    { "text" => text, "options" => shown }.merge(record(text, options))
  end
  rows += random_texts(3000).each_with_index.map do |text, i|
    options = { :input => i % 4 == 3 ? "kramdown" : "GFM", :auto_ids => true }
    { "text" => text, "options" => options }.merge(record(text, options).reject { |k, _| k == "warnings" })
  end
  versions = { "kramdown" => Kramdown::VERSION, "gfm" => Kramdown::Parser::GFM::VERSION, "ruby" => RUBY_VERSION }
  File.write("#{__dir__}/kramdown.jsonl", [versions, *rows].map { |row| "#{JSON.generate(row)}\n" }.join)
  puts "#{rows.size} texts"
  exit
end

cases = ARGV.delete("--cases")
folder, out = ARGV
abort "usage: kramdown.rb [--cases] FOLDER OUT.json | --record" unless folder && out

pattern = cases ? "**/*.text" : "**/*.{md,markdown,mkd,mkdn,mkdown}"
files = Dir.glob(pattern, :base => folder).sort.reject { |f| f.start_with?("node_modules/", "vendor/", "_site/") }
rows = files.map do |path|
  raw = File.binread(File.join(folder, path)).force_encoding("UTF-8")
  next { "path" => path, "error" => "invalid UTF-8" } unless raw.valid_encoding?

  body = raw.delete_prefix("\uFEFF")
  body = Regexp.last_match.post_match if !cases && body =~ FRONT
  options = cases ? case_options(File.join(folder, path)) : site_options(folder)
  begin
    shown = options.slice(*KEYS).to_h { |k, v| [k, v.is_a?(Array) ? v.join(",") : v] }
    { "path" => path, "from" => raw.bytesize - body.bytesize, "options" => shown }.merge(record(body, options))
  rescue StandardError, LoadError, SystemStackError => e
    { "path" => path, "error" => "#{e.class}: #{e.message.lines.first}" }
  end
end
File.write(out, JSON.generate("folder" => File.expand_path(folder), "kramdown" => Kramdown::VERSION, "gfm" => Kramdown::Parser::GFM::VERSION, "files" => rows))
puts "#{folder}: #{rows.size} files, #{rows.count { |r| r["error"] }} errors"
