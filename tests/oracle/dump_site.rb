#!/usr/bin/env ruby
# frozen_string_literal: true

# Dumps what Jekyll itself makes of a site's sources, as JSON: every document,
# page and static file with its URL, plus every source file Jekyll refused or
# silently skipped and why. It is a differential oracle for a tool that models
# a Jekyll site without building it. Nothing is rendered.
#
#   ruby dump_site.rb SITE OUT.json [--now ISO8601] [--production]
#                     [--set key=yaml ...] [--plugin GEM ...] [--github-pages]
#                     [--config A,B] [--no-generate]
#
# --plugin adds a gem that the site's Gemfile would bring (its :jekyll_plugins
# group); --github-pages takes the configuration that GitHub's own gem makes of
# the site's, with the plugins that it always turns on.
#
# SITE is the folder of the configuration, in which Jekyll is run; `source` counts
# from there, but not with --github-pages: GitHub names SITE itself. All paths are
# those below SITE.
#
# The site is read in safe mode: code under its _plugins is never run, and only
# gem plugins already installed are enabled (the others are
# listed under "plugins_missing"). A missing theme gem is dropped likewise.

require "json"
require "set"
require "time"
require "tmpdir"
require "yaml"

ENV["JEKYLL_NO_BUNDLER_REQUIRE"] = "true"
ENV["JEKYLL_ENV"] = "production" if ARGV.delete("--production")
generate = !ARGV.delete("--no-generate")
overrides = {}
now = nil
named = nil
extra = []
github_pages = ARGV.delete("--github-pages")
while (i = ARGV.index { |a| %w(--set --now --plugin --config).include?(a) })
  flag, value = ARGV.slice!(i, 2)
  case flag
  when "--now" then now = value
  when "--config" then named = value
  when "--plugin" then extra << value
  else
    k, v = value.split("=", 2)
    overrides[k] = YAML.safe_load(v)
  end
end
abort "usage: dump_site.rb SITE OUT.json" unless ARGV.size == 2
root = File.realpath(ARGV[0])
out = File.expand_path(ARGV[1])
Dir.chdir(root)

require_relative "upstream_yaml"
require "jekyll"

# --- Instrumentation -------------------------------------------------------
# Jekyll stops at a fatal front-matter error (an unparseable date, for one) and
# only logs others. Record both per file, and go on.
module Oracle
  ERRORS = []   # [path, class, message, fatal?]
  LOG = []      # [level, message]
  READ = Set.new

  def self.error(path, err)
    fatal = err.is_a?(Jekyll::Errors::FatalException)
    ERRORS << [path, err.class.name, err.message.to_s.lines.first.to_s.strip, fatal]
  end

  module DocumentRead
    def read(opts = {})
      Oracle::READ << path
      super
    rescue StandardError => e
      Oracle.error(path, e)
      @oracle_failed = true
      data["__oracle_failed"] = true
    end

    def handle_read_error(error)
      Oracle.error(path, error)
      data["__oracle_failed"] = true if error.is_a?(Jekyll::Errors::FatalException)
    end
    private :handle_read_error
  end

  module ConvertibleRead
    def read_yaml(base, name, opts = {})
      super
    rescue StandardError => e
      Oracle.error(File.join(base.to_s, name.to_s), e)
      @oracle_failed = e
      self.data = {} unless data.is_a?(Hash)
      self.content ||= ""
      data
    end
  end

  # Safe YAML warnings and "Skipping:" lines go through the logger.
  class Writer < Jekyll::Stevenson
    %w(debug info warn error).each do |level|
      define_method(level) do |progname = nil, &block|
        msg = [progname, block&.call].compact.join(" ").strip
        Oracle::LOG << [level, msg.gsub(/\e\[[\d;]*m/, "")] if %w(warn error).include?(level)
        true
      end
    end
  end
end

Jekyll::Document.prepend(Oracle::DocumentRead)
Jekyll::Page.prepend(Oracle::ConvertibleRead)
Jekyll.logger = Oracle::Writer.new
Jekyll.logger.log_level = :warn

# --- Configuration ---------------------------------------------------------
opts = {
  "destination"        => File.join(Dir.mktmpdir("oracle"), "_site"),
  "safe"               => true,
  "disable_disk_cache" => true,
  "incremental"        => false,
}
opts["source"] = root if github_pages
opts["config"] = named.split(",").map { |f| File.join(root, f) } if named
opts["time"] = Time.parse(now) if now
config = Jekyll.configuration(opts.merge(overrides))
if github_pages
  # Without the rest of the gem, which wants every plugin and theme installed.
  module GitHubPages; end
  require "github-pages/plugins"
  require "github-pages/configuration"
  config = GitHubPages::Configuration.effective_config(config)
  # The other engine is no gem of Debian's; which of them renders changes nothing that is dumped.
  config["markdown"] = "kramdown"
end

wanted = Array(config["plugins"]) + Array(config["gems"]) + extra
wanted &= config["whitelist"] if github_pages
# jekyll-github-metadata asks the network: left out even where installed.
have, missing = wanted.uniq.partition do |g|
  g != "jekyll-github-metadata" && (!Gem::Specification.find_all_by_name(g).empty? || $LOAD_PATH.any? { |d| File.file?("#{d}/#{g}.rb") })
end
config["plugins"] = have
config["whitelist"] = have
config["gems"] = have if config.key?("gems")
theme = config["theme"]
theme_missing = theme.is_a?(String) && Gem::Specification.find_all_by_name(theme).empty?
config.delete("theme") if theme_missing
config.delete("remote_theme")

site = Jekyll::Site.new(config)
fatal = nil
begin
  site.reset
  site.read
  # A fatally broken document would have ended the build: leave it out, go on.
  site.collections.each_value { |c| c.docs.reject! { |d| d.data["__oracle_failed"] } }
  site.generate if generate
rescue StandardError, SystemExit => e
  fatal = "#{e.class}: #{e.message.to_s.lines.first}"
end

# --- Dump ------------------------------------------------------------------
source = site.source
rel = ->(p) { p.to_s.delete_prefix("#{root}/") }
# Where the source lies below the site's folder.
below = source == root ? "" : "#{rel[source]}/"
# A page at which Jekyll would have stopped has neither URL nor destination.
sound = lambda do |item|
  failed = item.is_a?(Jekyll::Page) && item.instance_variable_get(:@oracle_failed)
  failed ? raise(failed) : item
end
dest_rel = lambda do |item|
  d = sound[item].destination(site.dest)
  d.delete_prefix("#{site.dest}/")
rescue StandardError => e
  "!#{e.class}: #{e.message}"
end
safe_url = lambda do |item|
  sound[item].url
rescue StandardError => e
  "!#{e.class}: #{e.message}"
end
plain = lambda do |v|
  case v
  when Time then v.iso8601
  when Date then v.iso8601
  when Hash then v.transform_keys(&:to_s).transform_values { |x| plain.call(x) }
  when Array then v.map { |x| plain.call(x) }
  when String, Numeric, true, false, nil then v
  else v.to_s
  end
end

docs = site.collections.flat_map do |label, coll|
  coll.docs.map do |d|
    front = d.data.reject { |k, _| %w(excerpt slug ext).include?(k) }
    {
      "path"         => d.relative_path,
      "file"         => rel.call(d.path),
      "collection"   => label,
      "output"       => d.write? ? true : false,
      "url"          => safe_url.call(d),
      "dest"         => dest_rel.call(d),
      "date"         => (d.date.iso8601 rescue nil),
      "title"        => plain.call(d.data["title"]),
      "slug"         => d.data["slug"],
      "layout"       => d.data["layout"],
      "categories"   => plain.call(d.data["categories"] || []),
      "tags"         => plain.call(d.data["tags"] || []),
      "draft"        => d.data["draft"] ? true : false,
      "published"    => d.published? ? true : false,
      "front_matter" => plain.call(front.reject { |k, _| %w(categories tags title layout date draft).include?(k) }),
    }
  end
end
docs.sort_by! { |d| d["path"] }

pages = site.pages.map do |p|
  generated = p.is_a?(Jekyll::PageWithoutAFile) || !File.file?(site.in_source_dir(p.path.to_s))
  {
    "path" => "#{below}#{p.path}", "class" => p.class.name, "generated" => generated, "output" => true,
    "url" => safe_url.call(p), "dest" => dest_rel.call(p),
    "title" => plain.call(p.data["title"]), "layout" => p.data["layout"],
    "permalink" => p.data["permalink"],
    "published" => p.data.fetch("published", true) != false,
  }
end
pages.sort_by! { |p| [p["path"].to_s, p["url"].to_s] }

statics = (site.static_files | site.collections.values.flat_map(&:files)).map do |s|
  { "path" => rel.call(s.path), "url" => s.url, "dest" => dest_rel.call(s),
    "output" => (s.write? ? true : false) }
end
statics.sort_by! { |s| s["path"].to_s }

# Every source file that became nothing, with the reason Jekyll has for it.
modelled = Set.new
docs.each { |d| modelled << d["file"] }
pages.each { |p| modelled << p["path"] }
statics.each { |s| modelled << s["path"] }
failed = Oracle::ERRORS.to_h { |e| [rel.call(e[0]), e] }

special = %w(_posts _drafts)
coll_dirs = site.collections.reject { |l, _| l == "posts" }
  .to_h { |l, c| [c.directory.delete_prefix("#{source}/"), l] }
filter_reason = lambda do |path|
  base = ""
  path.split("/").each_with_index do |part, idx|
    parts = path.split("/")
    here = File.join(*[base, part].reject(&:empty?))
    magic = special.include?(part) || coll_dirs.key?(here)
    ef = Jekyll::EntryFilter.new(site, base.empty? ? "" : base)
    unless magic || ef.included?(here) || ef.included?(part)
      return "excluded by config" if ef.excluded?(here) || ef.excluded?(part)
      return "special name (#{part[0]}…)" if ef.special?(part) && !(idx.zero? && %w(_config.yml _config.yaml).include?(part))
      return "backup file" if ef.backup?(part)
      return "symlink in safe mode" if ef.symlink?(File.join(source, here))
    end
    base = here
    break if parts.size == idx + 1
  end
  nil
end

skipped = []
Dir.glob("**/*", File::FNM_DOTMATCH, :base => root).sort.each do |whole|
  full = File.join(root, whole)
  next unless File.file?(full)
  next if modelled.include?(whole) || whole.start_with?(".git/", "_site/", ".jekyll-cache/", "node_modules/")
  unless whole.start_with?(below)
    skipped << { "path" => whole, "reason" => "outside of the source" }
    next
  end
  path = whole.delete_prefix(below)
  next if path.match?(%r!\A_(layouts|includes|sass|plugins|data)/!) || path.match?(%r!\A_config\.(yml|yaml|toml)\z!)

  reason =
    if failed[whole]
      "error: #{failed[whole][1]}: #{failed[whole][2]}"
    elsif (r = filter_reason.call(path))
      r
    elsif (m = path.match(%r!(?:\A|/)_posts/(.*)\z!))
      inside = m[1]
      if !Jekyll::Document::DATE_FILENAME_MATCHER.match?(inside)
        "post file name does not match YYYY-MM-DD-title.ext"
      elsif Oracle::READ.include?(full)
        log = Oracle::LOG.find { |_, t| t.include?(path) && t.include?("Skipping") }
        log ? "future date" : "published: false, nil content or invalid UTF-8"
      else
        "not read (nested below a folder Jekyll does not visit)"
      end
    elsif path.match?(%r!(?:\A|/)_drafts/!)
      if !site.show_drafts then "draft (drafts are off)"
      elsif File.extname(path).empty? then "a draft needs an extension"
      else "not published"
      end
    elsif coll_dirs.keys.any? { |d| path.start_with?("#{d}/") }
      if Oracle::READ.include?(full)
        log = Oracle::LOG.find { |_, t| t.include?(path) && t.include?("future") }
        log ? "future date" : "published: false or unpublishable"
      else
        "collection file not read"
      end
    else
      data = (File.binread(full, 2048) || "")
      if data.match?(/\A---\s*\r?\n/n) && data.match?(/^published:\s*false/n)
        "published: false"
      else
        "not in the site model"
      end
    end
  skipped << { "path" => whole, "reason" => reason }
end

# Two sources written to one place: Jekyll keeps only the last, or warns.
by_dest = Hash.new { |h, k| h[k] = [] }
(docs + pages + statics).each { |x| by_dest[x["dest"]] << x["path"] if x["output"] && x["dest"] }
conflicts = by_dest.select { |_, v| v.uniq.size > 1 }.map { |k, v| { "dest" => k, "paths" => v.uniq } }
case_conflicts = by_dest.keys.group_by(&:downcase).select { |_, v| v.size > 1 }.values

result = {
  "oracle"          => {
    "jekyll" => Jekyll::VERSION, "liquid" => Liquid::VERSION, "kramdown" => Gem.loaded_specs["kramdown"]&.version.to_s,
    "ruby" => RUBY_VERSION, "safe" => true, "generated" => generate,
    "now" => site.time.iso8601, "tz" => ENV["TZ"] || Time.now.zone, "fatal" => fatal,
    "would_abort" => !fatal.nil? || Oracle::ERRORS.any? { |e| e[3] },
    "note" => "pages/documents are listed after generators ran; nothing was rendered",
  },
  "config"          => plain.call(config.slice("url", "baseurl", "permalink", "timezone", "future", "unpublished",
                                               "show_drafts", "limit_posts", "markdown", "kramdown", "encoding",
                                               "include", "exclude", "keep_files", "markdown_ext", "collections",
                                               "collections_dir", "defaults", "strict_front_matter", "paginate",
                                               "paginate_path", "category_dir", "lsi")),
  "plugins_enabled" => have,
  "plugins_missing" => missing,
  "theme_missing"   => theme_missing ? theme : nil,
  "local_plugins_not_run" => Dir.glob("_plugins/**/*.rb", :base => source).sort,
  "counts"          => {
    "documents" => docs.size, "posts" => docs.count { |d| d["collection"] == "posts" },
    "pages" => pages.count { |p| !p["generated"] }, "generated_pages" => pages.count { |p| p["generated"] },
    "static_files" => statics.size, "skipped" => skipped.size, "errors" => Oracle::ERRORS.size,
    "conflicts" => conflicts.size,
  },
  "categories"      => site.categories.transform_values(&:size),
  "tags"            => site.tags.transform_values(&:size),
  "documents"       => docs,
  "pages"           => pages,
  "static_files"    => statics,
  "errors"          => Oracle::ERRORS.map { |p, c, m, f| { "path" => rel.call(p), "class" => c, "message" => m.gsub("#{root}/", ""), "fatal" => f } },
  "skipped"         => skipped,
  "conflicts"       => conflicts,
  "case_conflicts"  => case_conflicts,
  "log"             => Oracle::LOG.map { |l, t| "#{l}: #{t.gsub("#{root}/", "")}" },
}
File.write(out, JSON.pretty_generate(result))
puts "#{File.basename(out)}: #{result["counts"].map { |k, v| "#{k}=#{v}" }.join(" ")}#{fatal ? "  FATAL #{fatal}" : ""}"
