#!/usr/bin/env ruby
# frozen_string_literal: true

# What Liquid 4.0.4 under Jekyll (`error_mode: warn`) makes of the templates that liquid-spec wants refused, as far as they
# use no tag but Jekyll's: one line each,
#   FILE <tab> NAME <tab> ok | warn | the class of what stops the build (see ../oracle/liquid.rb)
#
#   LIBS=DIR ../oracle/jekyll-at.sh 4.4.1 liquid_verdicts.rb SPECS > liquid_verdicts.tsv
#
# SPECS is the folder `specs` of github.com/Shopify/liquid-spec at 8a308cb.

require "date"
require "yaml"
require_relative "../oracle/liquid"

TAGS = %w(assign break capture case comment continue cycle decrement for if ifchanged include increment raw tablerow unless
          else elsif when highlight include_relative link post_url).freeze
ENDS = %w(unless if case for tablerow capture comment raw ifchanged highlight).map { |name| "end#{name}" }.freeze

Dir.glob("**/*.yml", :base => ARGV[0]).sort.each do |file|
  specs = YAML.safe_load(File.read(File.join(ARGV[0], file)), :permitted_classes => [Symbol, Date, Time], :aliases => true)
  specs = specs["specs"] if specs.is_a?(Hash)
  Array(specs).each do |spec|
    next unless spec.is_a?(Hash) && spec["errors"].is_a?(Hash) && spec["errors"]["parse_error"]
    next unless spec["template"].is_a?(String)

    tags = spec["template"].scan(/\{%-?\s*(\w+)/).flatten
    puts [file, spec["name"], parse(spec["template"])[1]].join("\t") if (tags - TAGS - ENDS).empty?
  end
rescue Psych::Exception => e
  warn "#{file}: #{e.class}"
end
