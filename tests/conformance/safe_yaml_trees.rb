# frozen_string_literal: true

# Records what the real SafeYAML makes of small texts, such as people write and such as nobody does: the value as Ruby
# prints it, or how it fails.
#   ruby -I DIR/lib safe_yaml_trees.rb > safe_yaml_trees.tsv     DIR: a checkout of dtao/safe_yaml, tag 1.0.5

require "safe_yaml/load"

PIECES = [
  "a", "title", "b", " : ", ": ", ":", "\n", "\n", "\n  ", "\n- ", "- ", "[", "]", "{", "}", ", ", "\"x\"", "'y'", " #", "|\n  ", ">\n  ", "&a ", "*a", "!t ", "? ", "<<: ", "~",
  "12", "1,0", "yes", "2020-01-02", "值", "a: ", "b: ", "\nc: ", "\nd: ", "\r\n", "--- ", "null", "\"<<\"", "{a: b}", "[1, 2]", "1_.5"
].freeze
# Front matter as people write it: what is refused, and what is read without a word as something else.
KNOWN = [
  "title: Foo: bar", "title: Foo:", "title: Foo : bar", "title: 日本語: x", "title: a, b: c", "title: [Draft] Foo", "title: {x} y", "title: \"a\" b",
  "title: 'It's'", "title: \"He said \"hi\"\"", "title: @x", "title: `x`", "title: %x", "title: - x", "title: ? x", "title: > foo", "title: | foo", "title: *",
  "title: ,a", "title: ]a", "title: }a", "title: \"a", "title: 'a", "title: [a", "title: {a", "title: \"C:\\dir\"", "title: \"a\\qb\"", "a:\n\tb: c", "tags:\n\t- a",
  "tags: [@a]", "tags: [#x]", "tags: [a #b]", "tags:\n-a", "tags:\n  - a\n - b", "tags:\n - a\n  - b\n",
  "title: #1 thing", "title: C #tips", "title: *foo", "title: &foo bar", "title: !foo bar", "title:Foo", "title：x", "title: {{ page.x }}", "tags:\n- a\n - b",
  "tags: [a: b]", "tags: [yes, no]", "tags: [1, 2.0]", "\u00a0title: x", "title: a\ntitle: b", "title: !!str 2020", "title: 2020", "title: C# tips", "a: &b x\nc: *b",
  "description: >\n  a\n  b\n", "description: |\n  a\n  b\n", "description: a\n  b\n"
].freeze
ESCAPES = { "\\" => "\\\\", "\n" => "\\n", "\r" => "\\r", "\t" => "\\t" }.freeze

load = lambda do |text|
  value = SafeYAML.load(text)
  value == false ? "none" : "value #{value.inspect}"
rescue Psych::SyntaxError
  "syntax error"
rescue StandardError
  "raises"
end
rows = KNOWN.to_h { |text| [text, load[text]] }

random = Random.new(7)
while rows.size < KNOWN.size + 1500
  text = ("k: " * random.rand(2)) + Array.new(random.rand(1..14)) { PIECES.sample(random: random) }.join + ["", "\n"].sample(random: random)
  result = load[text]
  # Most random texts are no YAML: a fifth of those is enough.
  rows[text] = result unless result == "syntax error" && random.rand < 0.8
end

puts "# Psych #{Psych::VERSION}, libyaml #{Psych::LIBYAML_VERSION}, Ruby #{RUBY_VERSION}; written by safe_yaml_trees.rb"
rows.each { |text, result| puts [text.gsub(/[\\\n\r\t]/, ESCAPES), result].join("\t") }
