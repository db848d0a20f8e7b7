#!/usr/bin/env ruby
# frozen_string_literal: true

# Where Jekyll ends the excerpt of a post whose lines end in one way or the other: one line each,
#   BODY <tab> SOURCE OF THE EXCERPT
# both as Ruby writes strings, the excerpt without the line ends at its end (Jekyll 3 adds two).
#
#   LIBS=DIR jekyll-at.sh 4.4.1 excerpts.rb > excerpts.4.4.1.tsv

require "jekyll"
require "tmpdir"

BODIES = [
  "a\n\nb\n\nc\n", "a\r\n\r\nb\r\n\r\nc\r\n", "a\r\n\r\nb\n\nc\n", "a\n\nb\r\n\r\nc\r\n", "a\r\n\nb\n\nc\n", "a\n\r\nb\n\nc\n",
  "a\n\r\nb\r\n", "a\nb\r\n\r\nc\n", "a\r\nb\n\nc", "a\n \nb\n\nc\n", "a\n\n", "a\r\n\r\n", "a\rb\r\rc\n\nd\n", "a\n\rb\n\nc\n"
].freeze

Dir.mktmpdir do |dir|
  Dir.mkdir("#{dir}/_posts")
  BODIES.each_with_index { |body, i| File.binwrite("#{dir}/_posts/2024-01-02-#{i}.md", "---\ntitle: x\n---\n#{body}") }
  site = Jekyll::Site.new(Jekyll.configuration("source" => dir, "destination" => "#{dir}/_site", "quiet" => true, "future" => true))
  site.reset
  site.read
  excerpts = site.posts.docs.to_h { |post| [File.basename(post.path, ".md")[11..].to_i, post.data["excerpt"].content] }
  BODIES.each_with_index { |body, i| puts [body.dump, excerpts.fetch(i).sub(/[\r\n]+\z/, "").dump].join("\t") }
end
