# frozen_string_literal: true

# Records whether libyaml (through Psych) accepts each case of yaml-test-suite, branch `data`.
#   ruby libyaml_verdicts.rb YAML_TEST_SUITE > libyaml_verdicts.tsv

require "psych"

suite = ARGV.fetch(0)
puts "# yaml-test-suite, branch data; libyaml #{Psych::LIBYAML_VERSION} through Psych #{Psych::VERSION}; written by libyaml_verdicts.rb"
Dir.glob("**/in.yaml", base: suite).sort.each do |path|
  next if path.start_with?("name/", "tags/")

  yaml = File.binread(File.join(suite, path)).force_encoding("UTF-8")
  verdict = begin
    Psych::Parser.new(Psych::Handler.new).parse(yaml)
    "accept"
  rescue Psych::SyntaxError
    "reject"
  end
  puts "#{File.dirname(path)}\t#{verdict}"
end
