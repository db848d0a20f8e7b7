#!/usr/bin/env ruby
# frozen_string_literal: true

# What Liquid 4.0.4 with Jekyll's tags makes of templates, under `error_mode: warn` as Jekyll sets it.
#
#   LIBS=DIR jekyll-at.sh 4.4.1 liquid.rb names              > liquid_names.tsv (append 3.10.0)
#   LIBS=DIR jekyll-at.sh 4.4.1 liquid.rb rows               > liquid_rows.tsv (append 3.10.0)
#   LIBS=DIR jekyll-at.sh 4.4.1 liquid.rb random COUNT SEED  > liquid_random.tsv
#
# names:  VERSION  tag|filter  NAME
# rows:   VERSION  TEMPLATE  VERDICT  OUTPUT     TEMPLATE is the body of a page of the site in liquid_site/
# random: TEMPLATE  VERDICT  WARNINGS  OPERATORS  PRINTED  FILTERS
#
# VERDICT is ok, warn, or the class of what stops the build (see CLASSES), with `render:` before it where that happens while
# rendering. WARNINGS counts them, OPERATORS the comparisons whose operator does not exist; PRINTED lists the first names of
# the variables that outputs print, `*` for a computed one; FILTERS all filters. Line feeds, tabs and backslashes are escaped.

require "tmpdir"
require "fileutils"
require "jekyll"

Jekyll.logger.log_level = :error

CLASSES = {
  "Unknown tag '" => "unknown-tag", "tag was never closed" => "never-closed",
  "is not a valid delimiter for" => "wrong-end", "tag does not expect 'else' tag" => "no-else",
  "Unexpected outer '" => "outer", "Tag '{%" => "tag-termination", "Variable '{{" => "output-termination",
  "Syntax Error in 'assign'" => "assign", "Syntax Error in 'capture'" => "capture", "Syntax Error in 'case'" => "case",
  "Syntax Error in tag 'case' - Valid when" => "when", "Syntax Error in tag 'case' - Valid else" => "case-else",
  "Syntax Error in 'cycle'" => "cycle", "Syntax Error in 'for loop'" => "for", "Syntax Error in tag 'if'" => "if",
  "Syntax Error in 'table_row loop'" => "tablerow", "Syntax Error in 'raw'" => "raw",
  "Syntax Error in tag 'highlight'" => "highlight", "Invalid syntax for include tag. File" => "include-name",
  "Invalid syntax for include tag:" => "include-parameters", "Could not parse name of post" => "post-name",
  "Could not find post" => "post-missing", "Could not find document" => "link-missing",
  "Could not locate the included file" => "include-missing", "Nesting too deep" => "too-deep",
  "Unknown operator" => "operator", "undefined method" => "range"
}.freeze

def class_of(error)
  text = error.message
  CLASSES.each { |part, name| return name if text.include?(part) }
  "other: #{error.class}"
end

def escape(text)
  text.gsub("\\") { "\\\\" }.gsub("\n", "\\n").gsub("\t", "\\t").gsub("\r", "\\r")
end

# Parses a template; gives it, if it can be parsed, with the verdict and the number of warnings.
def parse(text)
  context = Liquid::ParseContext.new(:line_numbers => true)
  template = Liquid::Template.new.parse(text, context)
  [template, context.warnings.empty? ? "ok" : "warn", context.warnings.size]
rescue Exception => e
  raise if e.is_a?(Interrupt)

  [nil, class_of(e), context.warnings.size]
end

# What a parsed template names.
class Walk
  attr_reader :operators, :printed, :filters

  def initialize(template)
    @operators = 0
    @printed = []
    @filters = []
    nodes(template.root.nodelist)
  end

  private

  def nodes(list)
    list.each { |node| node(node) }
  end

  def node(node)
    case node
    when Liquid::Variable
      variable(node)
      name = node.name
      @printed << (name.name.is_a?(String) ? name.name : "*") if name.is_a?(Liquid::VariableLookup)
    when Liquid::Assign then variable(node.from)
    when Liquid::Comment, Liquid::Raw, String then nil
    when Liquid::If
      node.blocks.each do |block|
        condition(block)
        nodes(block.attachment.nodelist)
      end
    when Liquid::Case then node.blocks.map(&:attachment).uniq(&:object_id).each { |body| nodes(body.nodelist) }
    when Liquid::For then node.nodelist.each { |body| nodes(body.nodelist) }
    when Liquid::Block then nodes(node.nodelist)
    end
  end

  def variable(node)
    @filters.concat(node.filters.map(&:first))
  end

  def condition(condition)
    while condition && !condition.else?
      operator = condition.operator
      @operators += 1 if operator && !Liquid::Condition.operators.key?(operator)
      condition = condition.child_condition
    end
  end
end

# --- Names -------------------------------------------------------------------

def names
  Jekyll::Site # Its tags and filters are there once it is.
  Jekyll::Filters
  [Jekyll::Tags::HighlightBlock, Jekyll::Tags::IncludeTag, Jekyll::Tags::Link, Jekyll::Tags::PostUrl]
  Liquid::Template.tags.send(:instance_variable_get, :@tags).keys.sort.each { |tag| puts [Jekyll::VERSION, "tag", tag].join("\t") }
  filters = Liquid::Strainer.class_variable_get(:@@global_strainer).filter_methods.to_a.sort
  filters.each { |filter| puts [Jekyll::VERSION, "filter", filter].join("\t") }
end

# --- Rows of templates in a site -------------------------------------------------

def rows
  source = File.join(__dir__, "liquid_site")
  Dir.mktmpdir do |folder|
    FileUtils.cp_r("#{source}/.", folder)
    config = Jekyll.configuration("source" => folder, "destination" => "#{folder}/_site", "quiet" => true,
                                  "disable_disk_cache" => true)
    site = Jekyll::Site.new(config)
    site.time = Time.utc(2026, 1, 1)
    site.read
    page = site.pages.find { |one| one.name == "index.md" }
    templates = File.read(File.join(__dir__, "liquid_rows.txt"), :encoding => "utf-8").chomp.split("\n%%\n")
    templates.each do |text|
      payload = site.site_payload.merge("page" => page.to_liquid)
      puts [Jekyll::VERSION, escape(text), *row(text, site, payload)].join("\t")
    end
  end
end

def row(text, site, payload)
  template, verdict, = parse(text)
  return [verdict, ""] unless template

  silence { [verdict, escape(template.render!(payload, :registers => { :site => site, :page => payload["page"] }))] }
rescue StandardError => e
  ["render:#{class_of(e)}", ""]
end

def silence
  was = $stderr
  $stderr = StringIO.new
  yield
ensure
  $stderr = was
end

# --- Templates put together at random -----------------------------------------------

class Writer
  NAMES = %w(a b site page.title forloop.index x-y empty nil true false blank contains and or in reversed limit 中文 a?).freeze
  VALUES = ["'t'", '"u v"', "''", "1", "-2", "3.5", "(1..3)", "(a..b)", "(1..a)", "(a..2)", "a[0]", "a['k']",
            "a[b.c].d", ".a", "a.", "a..b", "$x", "!a", "a()", "#if", "/if", "'t", "\"u", "a'b'c", "[a]", "[1", "{}", "a}b",
            "(true..2)", "((1..2)..3)", "<", "%", "…", "a\u00A0b"].freeze
  OPERATORS = ["==", "!=", "<>", "<", ">", "<=", ">=", "contains", "=", "===", "&&", "||", "=>", "+", "-", "not"].freeze
  FILTERS = ["upcase", "date: '%Y'", "replace: 'a', 'b'", "append: a", "split: ','", "where: 'a', b", "nofilter", "default: '}'",
             "plus 1", "join:", "slice: 1, 2", "map: a: 1", "x-y", "date: \"%Y\" \"%m\"", ": 1", "'q'", "f: (1..2)", ""].freeze
  TAGS = %w(if elsif unless else endif endunless case when endcase for endfor tablerow endtablerow capture endcapture comment
            endcomment raw endraw assign cycle increment decrement break continue ifchanged endifchanged highlight endhighlight
            include include_relative link post_url foo endfoo end elseif).freeze
  BLOCKS = %w(if unless case for tablerow capture comment raw ifchanged highlight).freeze
  TEXT = ["text", " ", "\n", "\n\n", "中文，", "$", "\\frac", "#", "}", "}}", "%}", "{", "{ {", "`", "```\n", "    "].freeze

  def initialize(seed)
    @random = Random.new(seed)
  end

  def template
    Array.new(1 + @random.rand(7)) { piece }.join
  end

  private

  def pick(list)
    list[@random.rand(list.size)]
  end

  def chance(percent)
    @random.rand(100) < percent
  end

  def piece
    case @random.rand(20)
    when 0..4 then pick(TEXT)
    when 5..11 then output
    when 12..18 then block
    else tag(pick(TAGS))
    end
  end

  def value
    chance(70) ? pick(NAMES) : pick(VALUES)
  end

  def blank
    chance(85) ? " " : pick(["", "  ", "\n", "\t"])
  end

  def filters
    Array.new(pick([0, 0, 1, 1, 2])) { "#{blank}#{chance(95) ? "|" : "||"}#{blank}#{pick(FILTERS)}" }.join
  end

  def noise
    chance(90) ? "" : "#{blank}#{pick(VALUES + OPERATORS + [",", ":", "|", "?"])}"
  end

  def expression
    "#{value}#{noise}#{filters}#{noise}"
  end

  def comparison
    chance(40) ? value : "#{value}#{blank}#{pick(OPERATORS)}#{blank}#{value}"
  end

  def condition
    joined = Array.new(1 + pick([0, 0, 1, 2])) { comparison }.join(pick([" and ", " or ", " and ", "and", " && "]))
    chance(92) ? joined + noise : pick(["", " ", "and", "a and", "or b", "(a or b) and c", "a,b", "'", "a 'b"])
  end

  def loop_markup
    limits = Array.new(pick([0, 0, 1, 2])) { pick(["limit: 2", "offset:a", "reversed", "cols: 3", "offset: continue", ", limit:1"]) }
    chance(90) ? [pick(NAMES), chance(95) ? "in" : "of", value, *limits].join(blank) + noise : pick(["", "a", "a in", "in b", "| a in b"])
  end

  def markup(tag)
    case tag
    when "if", "elsif", "unless" then condition
    when "for", "tablerow" then loop_markup
    when "assign" then chance(92) ? "#{pick(NAMES + ["(a)", "a.b", "[x]"])}#{blank}=#{blank}#{expression}" : pick(["x", "= 1", "x == y", "((a) = 1"])
    when "case" then chance(90) ? value : pick(["", ",", "|"])
    when "when" then chance(90) ? Array.new(1 + @random.rand(3)) { value }.join(pick([", ", " or ", ",", " "])) : pick(["", ",", "a,", "a or"])
    when "cycle" then chance(90) ? [chance(20) ? "g: " : "", Array.new(1 + @random.rand(3)) { value }.join(", ")].join : pick(["", ",a", "'a", "g:", ": a"])
    when "capture" then chance(90) ? pick(NAMES) : pick(["", "'", "(", "(a)"])
    when "raw", "comment", "ifchanged" then chance(93) ? "" : "x"
    when "else" then chance(85) ? "" : pick(["if a", "x"])
    when "highlight" then pick(["ruby", "c++ linenos", "", "'ruby'", "js hl_lines=\"1 2\"", "a b=", "x\ny", "html linenos=table x", "js a=\"1  2\""])
    when "include", "include_relative"
      pick(["a.html", "a.html x=1", "a.html x='b' y=\"c\\\"d\"", "a.html x", "a.html x=", "{{ p }}", "{{ p | f }}.html x=1", "d/{{p}}.html x",
            "a.html x = a.b", "a.html x='b'y=1", "'a.html'", "../a", "", "a.html x=\"b\\\nc\"", "{{ p.q }}/{{ r }} k=v", "{{p", "a {{p}} x"])
    when "post_url" then pick(["2020-01-02-a", "/2020-01-02-a", "a", "x/2020-1-2-b", "2020-01-02", "2020-01-02-", "a-2020-01-02-b", "/x", ""])
    else chance(50) ? "" : value
    end
  end

  def tag(name)
    open = chance(90) ? "{%" : "{%-"
    close = chance(98) ? pick(["%}", "%}", "%}", "-%}"]) : pick(["}", "%", "%}}", "- %}"])
    name = pick(["", "#", "-", "- "]) if chance(1)
    "#{open}#{blank}#{name}#{chance(95) ? " " : ""}#{markup(name)}#{blank}#{close}"
  end

  def output
    close = chance(97) ? pick(["}}", "}}", "}}", "-}}"]) : pick(["}", "}}}", "", "%}", " }", "} }"])
    "#{chance(97) ? "{{" : pick(["{{-", "{{{", "{", "{{%"])}#{blank}#{chance(97) ? expression : ""}#{blank}#{close}"
  end

  def block
    name = pick(BLOCKS)
    inner = Array.new(@random.rand(3)) { piece }.join
    middle =
      case name
      when "if", "unless" then chance(40) ? tag(pick(%w(else elsif))) : ""
      when "case" then tag("when")
      when "for" then chance(20) ? tag("else") : ""
      else ""
      end
    last = chance(94) ? tag("end#{name}") : ""
    "#{tag(name)}#{inner}#{middle}#{chance(50) ? piece : ""}#{last}"
  end
end

def random(count, seed)
  writer = Writer.new(seed)
  seen = {}
  while seen.size < count
    text = writer.template
    next if seen[text] || text.size > 250

    seen[text] = true
    template, verdict, warnings = parse(text)
    walk = template && Walk.new(template)
    named = walk ? [walk.operators, walk.printed.join(" "), walk.filters.join(" ")] : ["", "", ""]
    puts [escape(text), verdict, warnings, *named].join("\t")
  end
end

Liquid::Template.error_mode = :warn
if $PROGRAM_NAME == __FILE__
  case ARGV[0]
  when "names" then names
  when "rows" then rows
  when "random" then random(Integer(ARGV[1]), Integer(ARGV[2]))
  else abort "usage: liquid.rb names|rows|random COUNT SEED"
  end
end
