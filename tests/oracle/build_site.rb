#!/usr/bin/env ruby
# frozen_string_literal: true

# Builds a site with Jekyll, as dump_site.rb reads it.
#   ruby build_site.rb SITE DESTINATION [--now ISO8601] [--own-plugins] [--without-layouts] [--plugin GEM …]
# SITE is the folder of the configuration, in which Jekyll is run. With --without-layouts each page is what its own file makes of it.
# In safe mode: code under the site's _plugins runs only with --own-plugins, and of the gems that the site or its Gemfile
# asks for only those that are installed. A theme that is not installed is dropped, a file at which Jekyll would stop while
# it reads is left out, and a style sheet that no longer compiles is empty. Exits with 1, and says why, where Jekyll does
# not build the site.

require "time"

ENV["JEKYLL_NO_BUNDLER_REQUIRE"] = "true"
ENV["JEKYLL_ENV"] = "production"
own = ARGV.delete("--own-plugins")
bare = ARGV.delete("--without-layouts")
now = nil
extra = []
while (i = ARGV.index { |a| %w(--now --plugin).include?(a) })
  flag, value = ARGV.slice!(i, 2)
  flag == "--now" ? now = value : extra << value
end
abort "usage: build_site.rb SITE DESTINATION" unless ARGV.size == 2
root, destination = ARGV.map { |path| File.expand_path(path) }
Dir.chdir(root)

require_relative "upstream_yaml"
require "jekyll"
Jekyll.logger.log_level = :error

options = { "destination" => destination, "safe" => !own, "disable_disk_cache" => true, "incremental" => false }
options["time"] = Time.parse(now) if now
config = Jekyll.configuration(options)
gemfile = File.file?("#{root}/Gemfile") ? File.read("#{root}/Gemfile") : ""
named = gemfile.scan(/^\s*gem\s*\(?["'](jekyll-[\w-]+)["']/).flatten - %w(jekyll-sass-converter)
wanted = (Array(config["plugins"]) + Array(config["gems"]) + named + extra).uniq
# jekyll-github-metadata asks the network.
config["plugins"] = config["whitelist"] = wanted.select do |gem|
  gem != "jekyll-github-metadata" &&
    (!Gem::Specification.find_all_by_name(gem).empty? || $LOAD_PATH.any? { |dir| File.file?("#{dir}/#{gem}.rb") })
end
config["gems"] = config["plugins"] if config.key?("gems")
config.delete("theme") if config["theme"].is_a?(String) && Gem::Specification.find_all_by_name(config["theme"]).empty?
config.delete("remote_theme")
missing = wanted - config["plugins"]
warn "not installed: #{missing.join(", ")}" unless missing.empty?

LEFT_OUT = []
module Lenient
  def read(opts = {})
    super
  rescue StandardError
    LEFT_OUT << self
  end

  def handle_read_error(error)
    super
  rescue Jekyll::Errors::FatalException
    LEFT_OUT << self
  end
  private :handle_read_error
end
Jekyll::Document.prepend(Lenient)
Jekyll::Hooks.register(:site, :post_read) do |site|
  LEFT_OUT.each { |document| warn "left out: #{document.relative_path}" }
  site.collections.each_value { |collection| collection.docs.reject! { |document| LEFT_OUT.include?(document) } }
end

if bare
  # Its output stays the page's own; what reads the layout's name still finds it.
  Jekyll::Renderer.prepend(Module.new { def place_in_layouts(content, *) = content })
end

module Styles
  def convert(content)
    super
  rescue StandardError => e
    warn "no style sheet: #{e.message.to_s.lines.first}"
    ""
  end
end
Jekyll::Converters::Scss.prepend(Styles)

site = Jekyll::Site.new(config)
begin
  site.process
rescue StandardError, SystemExit => e
  abort "Jekyll #{Jekyll::VERSION} does not build #{root}: #{e.class}: #{e.message.to_s.lines.first}"
end
