# frozen_string_literal: true

# Records where Jekyll's own expressions see front matter in odd texts.
#   ruby front_matter.rb > front_matter.tsv
# One line each: the text (escaped), has_yaml_header?, byte offset of the closing fence, of the body ("-" without a block).
# The expressions are those of Jekyll 3.10.0 and 4.4.1: document.rb YAML_FRONT_MATTER_REGEXP, utils.rb has_yaml_header?

REGEXP = /\A(---\s*\n.*?\n?)^((---|\.\.\.)\s*$\n?)/m
HEADER = /\A---\s*\r?\n/

PIECES = ["---", "---\n", "---\r\n", "...", "...\n", "\n", "\r\n", " ", "\t", "\f", "\v", "\r", "a: 1\n", "b: [x]\n", "-", "----\n", "# T\n", "标题\n", " ---\n", "---x\n", "\u00a0"].freeze

random = Random.new(4)
texts = [
  "", "-", "---", "---\n", "---\n---", "---\n---\n", "---\n\n---\n", "---\n...\n", "---\n---\nbody", "---\na: 1\n---\nbody", "---\r\na: 1\r\n---\r\nbody",
  "---  \na: 1\n---  \n  body", "---\na: 1\n---\n\n\n  body", "---\na: 1\n ---\nbody", "---\na: 1\n---x\nbody", "---\na: 1\n----\nbody\n---\n", "\n---\na: 1\n---\n",
  "---\ra: 1\r---\rbody", "---\r\ra: 1\n---\n", "---\n\n\n---\n", "---\n\n\n   \n---\n", "---\n\f\v\n---\t\n\t\nx", "---\na: 1\n---   x\n---", "---\na: 1\n---\r", "---\na: 1\n---\rbody",
  "--- \n--- \n--- \n", "---\n\n ---\n---\n", "---a\n---\n", "--- a\n---\n", "---\na: |\n  x\n---\n  y\n---\n", "\u00a0---\na: 1\n---\n", "---\u00a0\na: 1\n---\n", "---\na: 1\n---\u00a0\n"
]
texts += Array.new(700) { (["---\n"].sample(random: random) if random.rand < 0.7).to_s + Array.new(random.rand(1..9)) { PIECES.sample(random: random) }.join }

ESCAPES = { "\\" => "\\\\", "\n" => "\\n", "\r" => "\\r", "\t" => "\\t", "\f" => "\\f", "\v" => "\\v" }.freeze

puts "# Ruby #{RUBY_VERSION}; written by front_matter.rb"
texts.uniq.each do |text|
  match = REGEXP.match(text)
  place = match ? [match.begin(2), match.end(0)].map { |at| text[0...at].bytesize } : %w(- -)
  puts [text.gsub(/[\\\n\r\t\f\v]/, ESCAPES), text.lines.first.to_s.b.match?(HEADER), *place].join("\t")
end
