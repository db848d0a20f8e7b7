#!/usr/bin/env bash
# Records what real Jekyll and Ruby make of the inputs beside this script.
#   LIBS=DIR tests/oracle/record.sh [SITE.site…]
# DIR holds source checkouts as jekyll-at.sh describes. Each sites/NAME.site is one small site in a text file: a line
# `>>> PATH` starts a file, and its text follows; `\xHH` and a final `\` (no newline) are understood. The outcome goes
# to sites/NAME.VERSION.tsv, for Jekyll 4.4.1, 3.10.0 and GitHub Pages, in the rows of rows.rb; `!` where Jekyll raises.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export TZ=UTC
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- "$here"/sites/*.site
ruby -W0 "$here/dates.rb" 600 > "$here/dates.tsv"
for version in 4.4.1 3.10.0; do
  bash "$here/jekyll-at.sh" "$version" "$here/excerpts.rb" > "$here/excerpts.$version.tsv"
done
for version in 4.4.1 3.10.0; do bash "$here/jekyll-at.sh" "$version" "$here/link_urls.rb"; done > "$here/link_urls.tsv"
for site in "$@"; do
  name=$(basename "$site" .site)
  rm -rf "$work/site"; mkdir "$work/site"
  ruby -e '
    file = nil
    File.read(ARGV[0], :encoding => "UTF-8").split(/^>>> /).drop(1).each do |part|
      path, text = part.split("\n", 2)
      text = text.sub(/\\\n*\z/, "").gsub(/\\x(\h\h)/) { [$1.hex].pack("C") } if text.include?("\\")
      path = File.join(ARGV[1], path)
      require "fileutils"; FileUtils.mkdir_p(File.dirname(path)); File.binwrite(path, text)
    end' "$site" "$work/site"
  for version in 4.4.1 3.10.0 github-pages; do
    # Plugins are generators; without them there is nothing to generate.
    generate=--no-generate; case "$name" in plugins | readme) generate= ;; esac
    # GitHub Pages is Jekyll 3.10 with a configuration and plugins of its own, which are always on.
    jekyll=$version; [ "$version" = github-pages ] && { jekyll=3.10.0; generate=--github-pages; }
    # A site with a second configuration is built with both.
    config=; [ -f "$work/site/_config.live.yml" ] && config="--config _config.yml,_config.live.yml"
    bash "$here/jekyll-at.sh" "$jekyll" "$here/dump_site.rb" "$work/site" "$work/out.json" --now 2026-11-22T12:00:00Z $generate $config
    ruby "$here/rows.rb" "$work/out.json" > "$here/sites/$name.$version.tsv"
  done
done
