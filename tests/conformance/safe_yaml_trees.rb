# frozen_string_literal: true

# Records what the real SafeYAML makes of random small texts: the value as Ruby prints it, or how it fails.
#   ruby -I DIR/lib safe_yaml_trees.rb > safe_yaml_trees.tsv     DIR: a checkout of dtao/safe_yaml, tag 1.0.5

require "safe_yaml/load"

PIECES = [
  "a", "title", "b", " : ", ": ", ":", "\n", "\n", "\n  ", "\n- ", "- ", "[", "]", "{", "}", ", ", "\"x\"", "'y'", " #", "|\n  ", ">\n  ", "&a ", "*a", "!t ", "? ", "<<: ", "~",
  "12", "1,0", "yes", "2020-01-02", "值", "a: ", "b: ", "\nc: ", "\nd: ", "\r\n", "--- ", "null", "\"<<\"", "{a: b}", "[1, 2]", "1_.5"
].freeze
ESCAPES = { "\\" => "\\\\", "\n" => "\\n", "\r" => "\\r", "\t" => "\\t" }.freeze

random = Random.new(7)
rows = {}
while rows.size < 1500
  text = ("k: " * random.rand(2)) + Array.new(random.rand(1..14)) { PIECES.sample(random: random) }.join + ["", "\n"].sample(random: random)
  result = begin
    value = SafeYAML.load(text)
    value == false ? "none" : "value #{value.inspect}"
  rescue Psych::SyntaxError
    next if random.rand < 0.8

    "syntax error"
  rescue StandardError
    "raises"
  end
  rows[text] = result
end

puts "# Psych #{Psych::VERSION}, libyaml #{Psych::LIBYAML_VERSION}, Ruby #{RUBY_VERSION}; written by safe_yaml_trees.rb"
rows.each { |text, result| puts [text.gsub(/[\\\n\r\t]/, ESCAPES), result].join("\t") }
