//! A rule's page as its trial reads it: the fenced blocks under each heading are one small site.

/// A rule's page.
pub struct RulePage {
    lines: Vec<String>,
    /// Its headings with the blocks under each.
    pub examples: Vec<Example>,
}

/// The blocks under one heading.
#[derive(Clone)]
pub struct Example {
    /// The heading.
    pub heading: String,
    /// Line of the heading, from 1.
    pub line: usize,
    blocks: Vec<Block>,
}

/// A fenced block: its info string and its content.
#[derive(Clone)]
pub struct Block {
    info: Vec<String>,
    content: String,
    /// Lines of the page between the fences, from 0.
    from: usize,
    to: usize,
}

impl RulePage {
    /// Reads a page.
    ///
    /// # Errors
    /// The line, from 1, of a fence that is not closed.
    pub fn read(text: &str) -> Result<RulePage, usize> {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut examples: Vec<Example> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            let line = &lines[at];
            let fence: String = line.chars().take_while(|c| *c == '`').collect();
            if line.starts_with("##") {
                let heading = line.trim_start_matches('#').trim().to_owned();
                examples.push(Example { heading, line: at + 1, blocks: Vec::new() });
            } else if fence.len() >= 3 {
                let from = at + 1;
                let to = (from..lines.len()).find(|i| lines[*i] == fence).ok_or(at + 1)?;
                let content = lines[from..to].join("\n") + "\n";
                let info = line[fence.len()..].split_whitespace().map(str::to_owned).collect();
                let block = Block { info, content, from, to };
                // A block in the prose above the first heading is no example.
                if let Some(example) = examples.last_mut() {
                    example.blocks.push(block);
                }
                at = to;
            }
            at += 1;
        }
        Ok(RulePage { lines, examples })
    }

    /// Puts `text` where the example shows its output.
    pub fn show(&mut self, index: usize, text: &str) {
        let Some(block) = self.examples[index].blocks.iter().find(|block| block.has("output")).cloned() else { return };
        let new: Vec<String> = text.lines().map(str::to_owned).collect();
        let (old, grown) = (block.to - block.from, new.len());
        self.lines.splice(block.from..block.to, new);
        let shift = |line: &mut usize| *line = *line + grown - old;
        for later in self.examples.iter_mut().skip(index) {
            for other in later.blocks.iter_mut().filter(|other| other.from >= block.from) {
                if other.from > block.from {
                    shift(&mut other.from);
                }
                shift(&mut other.to);
            }
        }
    }

    /// The page, as [`RulePage::show`] has changed it.
    pub fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }
}

impl Example {
    /// The files of the site.
    pub fn files(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| {
            block.has("bad") || block.has("good") || block.value("file").is_some_and(|_| !block.has("fixed"))
        })
    }

    /// `presscheck.toml`.
    pub fn config(&self) -> Option<&str> {
        self.blocks.iter().find(|block| block.has("config")).map(|block| block.content.as_str())
    }

    /// What the web answers: on each line an address, a status or the word for a failure, and where it redirects to or
    /// the ids of its page.
    pub(crate) fn answers(&self) -> Option<&str> {
        self.blocks.iter().find(|block| block.has("answers")).map(|block| block.content.as_str())
    }

    /// What the page says the tool prints.
    pub fn output(&self) -> Option<&str> {
        self.blocks.iter().find(|block| block.has("output")).map(|block| block.content.as_str())
    }

    /// What the page says a fix leaves of `bad`, and where, if under another path.
    pub fn fixed(&self, bad: &Block) -> Option<(String, Option<&str>)> {
        let fixed = self.blocks.iter().find(|block| block.has("fixed") && block.file() == bad.file())?;
        Some((fixed.text(), fixed.value("renamed")))
    }
}

impl Block {
    /// Whether the word stands behind its fence.
    pub fn has(&self, word: &str) -> bool {
        self.info.iter().any(|w| w == word)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.info.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    }

    /// The file's path in the site.
    pub fn file(&self) -> &str {
        self.value("file").unwrap_or("_posts/2024-01-02-hello.md")
    }

    /// Whether the file is a symbolic link to what the block says.
    pub fn is_link(&self) -> bool {
        self.has("symlink")
    }

    /// The content; with the word `escapes`, `\xHH`, `\u{…}` and `\r` in it are what they name.
    pub fn bytes(&self) -> Vec<u8> {
        if !self.has("escapes") {
            return self.content.clone().into_bytes();
        }
        let mut out = Vec::new();
        let mut rest = self.content.as_str();
        while let Some(at) = rest.find('\\') {
            out.extend_from_slice(&rest.as_bytes()[..at]);
            let tail = &rest[at + 1..];
            rest = escape(tail, &mut out).unwrap_or_else(|| {
                out.push(b'\\');
                tail
            });
        }
        out.extend_from_slice(rest.as_bytes());
        out
    }

    /// The same as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }
}

/// Writes what the escape at the start of `tail`, behind its backslash, names, and gives what follows it.
fn escape<'a>(tail: &'a str, out: &mut Vec<u8>) -> Option<&'a str> {
    if let Some(hex) = tail.strip_prefix('x') {
        out.push(u8::from_str_radix(hex.get(..2)?, 16).ok()?);
        return hex.get(2..);
    }
    if let Some(code) = tail.strip_prefix("u{") {
        let (code, after) = code.split_once('}')?;
        let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        return Some(after);
    }
    let after = tail.strip_prefix('r')?;
    out.push(b'\r');
    Some(after)
}
