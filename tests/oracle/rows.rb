# frozen_string_literal: true

# What a dump of dump_site.rb says of each file, as a Hash from its path, below the site's root, to a row:
# kind, URL, destination, whether it is written, and of a document date, categories and tags; or "nothing" and a word for why.
require "json"
require "time"

module Rows
  module_function

  def of(dump)
    rows = {}
    bang = ->(text) { text.to_s.start_with?("!") ? "!" : text }
    row = ->(kind, x) { [kind, bang[x["url"]], bang[x["dest"]], x["output"]] }
    dump["documents"].each do |x|
      terms = [x["categories"].map(&:to_s).uniq.reject(&:empty?), x["tags"].map(&:to_s)]
      rows[x["file"]] = row["document", x] + [x["date"]] + terms
    end
    # Of a file that becomes several pages the first counts; beside a page its copy does not.
    dump["pages"].each { |x| rows[x["path"]] ||= row["page", x] unless x["generated"] }
    dump["static_files"].each { |x| rows[x["path"]] ||= row["static", x] unless x["path"].start_with?("/") }
    dump["skipped"].each { |x| rows[x["path"]] ||= ["nothing", reason(x["reason"])] }
    rows
  end

  # One word for Jekyll's reason and for ours; nil where nobody gives one.
  def reason(text)
    case text
    when nil, "not in the site model" then nil
    when /does not match YYYY|draft needs/ then "name"
    when /excluded/ then "excluded"
    when /special name|starts with/ then "special"
    when /backup|ends with '~'/ then "backup"
    when /outside|not read/ then "outside"
    when /future/ then "future"
    when /published|limit_posts/ then "unpublished"
    when /drafts are off/ then "drafts"
    when /cannot be read|invalid UTF-8|\Aerror/ then "error"
    when /destination/ then "destination"
    else text
    end
  end
end

# ruby rows.rb OUT.json: the rows as a table.
if $PROGRAM_NAME == __FILE__
  dump = JSON.parse(File.read(ARGV[0]))
  puts "# Jekyll #{dump["oracle"]["jekyll"]}, Ruby #{dump["oracle"]["ruby"]}, now #{dump["oracle"]["now"]}"
  cell = ->(x) { x.is_a?(Array) ? x.to_json : x.to_s }
  puts(Rows.of(dump).map { |path, row| [path, *row].map(&cell).join("\t") }.sort)
end
