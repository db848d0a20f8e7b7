#!/usr/bin/env ruby
# frozen_string_literal: true

# What Jekyll makes of the URLs in link_urls.txt, each under several configurations: one line each,
#   VERSION <tab> url <tab> baseurl <tab> URL AS WRITTEN <tab> URL AS PUBLISHED
# `-` stands for a key that is not set, `!` for what stops the build.
#
#   LIBS=DIR jekyll-at.sh 4.4.1 link_urls.rb > link_urls.tsv (append 3.10.0)

require "jekyll"
require "tmpdir"

Jekyll.logger.log_level = :error

CONFIGS = [
  [nil, nil], ["https://e.com", "/b"], ["https://e.com", ""], ["https://e.com", nil], ["", "/b"], [nil, "/b"],
  ["https://e.com", "/"], ["https://e.com", "b"], ["https://e.com", "/b/"], ["https://e.com", "https://e.com/b"],
  ["https://e.com/", "/b"]
].freeze

FILES = {
  "about.md"                   => "---\npermalink: /about/\n---\n",
  "关于.md"                    => "---\ntitle: x\n---\n",
  "img/a b.png"                => "",
  "_includes/a.html"           => "/a",
  "_posts/2020-01-02-hello.md" => "---\ntitle: x\n---\n",
}.freeze

urls = File.readlines("#{__dir__}/link_urls.txt", :chomp => true, :encoding => "UTF-8")
urls = urls.reject { |url| url.start_with?("# ", "? ") }

Dir.mktmpdir do |dir|
  FILES.each do |path, text|
    FileUtils.mkdir_p(File.dirname("#{dir}/#{path}"))
    File.write("#{dir}/#{path}", text)
  end
  CONFIGS.each do |url, baseurl|
    config = { "source" => dir, "destination" => "#{dir}/_site", "quiet" => true,
               "cdn" => "https://cdn.example", "folder" => "/img/" }
    config["url"] = url if url
    config["baseurl"] = baseurl if baseurl
    site = Jekyll::Site.new(Jekyll.configuration(config))
    site.reset
    site.read
    page = site.pages.find { |one| one.name == "about.md" }
    payload = site.site_payload
    payload["page"] = page.to_liquid
    urls.each_with_index do |written, i|
      info = { :registers => { :site => site, :page => payload["page"] } }
      published = begin
        site.liquid_renderer.file("#{i}.md").parse(written).render!(payload, info)
      rescue StandardError, SyntaxError
        "!"
      end
      puts [Jekyll::VERSION, url || "-", baseurl || "-", written, published].join("\t")
    end
  end
end
