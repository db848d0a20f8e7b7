//! A rule's page as its test reads it: the fenced blocks under each heading are one small site.

use std::fmt::Write as _;
use std::path::Path;

/// `rules/NAME.md`.
pub(crate) struct RulePage {
    lines: Vec<String>,
    pub(crate) examples: Vec<Example>,
}

/// The blocks under one heading.
#[derive(Clone)]
pub(crate) struct Example {
    pub(crate) heading: String,
    /// Line of the heading, from 1.
    pub(crate) line: usize,
    blocks: Vec<Block>,
}

/// A fenced block: its info string and its content.
#[derive(Clone)]
pub(crate) struct Block {
    info: Vec<String>,
    content: String,
    /// Lines of the page between the fences, from 0.
    from: usize,
    to: usize,
}

impl RulePage {
    pub(crate) fn read(path: &Path) -> RulePage {
        let text = std::fs::read_to_string(path).unwrap();
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
                let to = (from..lines.len()).find(|i| lines[*i] == fence).expect("a fence is closed");
                let mut content = lines[from..to].join("\n");
                content.push('\n');
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
        RulePage { lines, examples }
    }

    /// Puts `text` where the example shows its output.
    pub(crate) fn show(&mut self, index: usize, text: &str) {
        let Some(block) = self.examples[index].blocks.iter().find(|block| block.has("output")).cloned() else { return };
        let new: Vec<String> = text.lines().map(str::to_owned).collect();
        let grown = new.len().cast_signed() - (block.to - block.from).cast_signed();
        self.lines.splice(block.from..block.to, new);
        let shift = |line: &mut usize| *line = line.checked_add_signed(grown).unwrap();
        for later in self.examples.iter_mut().skip(index) {
            for other in later.blocks.iter_mut().filter(|other| other.from >= block.from) {
                if other.from > block.from {
                    shift(&mut other.from);
                }
                shift(&mut other.to);
            }
        }
    }

    pub(crate) fn write(&self, path: &Path) {
        let mut text = String::new();
        for line in &self.lines {
            writeln!(text, "{line}").unwrap();
        }
        std::fs::write(path, text).unwrap();
    }
}

impl Example {
    /// The files of the site.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|block| {
            block.has("bad") || block.has("good") || block.value("file").is_some_and(|_| !block.has("fixed"))
        })
    }

    /// `presscheck.toml`.
    pub(crate) fn config(&self) -> Option<&str> {
        self.blocks.iter().find(|block| block.has("config")).map(|block| block.content.as_str())
    }

    /// What the web answers: on each line an address, a status or the word for a failure, and where it redirects to.
    pub(crate) fn answers(&self) -> Option<&str> {
        self.blocks.iter().find(|block| block.has("answers")).map(|block| block.content.as_str())
    }

    /// What the page says the tool prints.
    pub(crate) fn output(&self) -> Option<&str> {
        self.blocks.iter().find(|block| block.has("output")).map(|block| block.content.as_str())
    }

    /// What the page says a fix leaves of `bad`, and where, if under another path.
    pub(crate) fn fixed(&self, bad: &Block) -> Option<(String, Option<&str>)> {
        let fixed = self.blocks.iter().find(|block| block.has("fixed") && block.file() == bad.file())?;
        Some((fixed.text(), fixed.value("renamed")))
    }
}

impl Block {
    pub(crate) fn has(&self, word: &str) -> bool {
        self.info.iter().any(|w| w == word)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.info.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    }

    /// The file's path in the site; a percent sign escapes a blank.
    pub(crate) fn file(&self) -> &str {
        self.value("file").unwrap_or("_posts/2024-01-02-hello.md")
    }

    /// Whether the file is a symbolic link to what the block says.
    pub(crate) fn is_link(&self) -> bool {
        self.has("symlink")
    }

    /// The content; with the word `escapes`, `\xHH`, `\u{…}` and `\r` in it are what they name.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        if !self.has("escapes") {
            return self.content.clone().into_bytes();
        }
        let mut out = Vec::new();
        let mut rest = self.content.as_str();
        while let Some(at) = rest.find('\\') {
            out.extend_from_slice(&rest.as_bytes()[..at]);
            let tail = &rest[at + 1..];
            if let Some(hex) = tail.strip_prefix('x') {
                out.push(u8::from_str_radix(&hex[..2], 16).unwrap());
                rest = &hex[2..];
            } else if let Some(code) = tail.strip_prefix("u{") {
                let (code, after) = code.split_once('}').unwrap();
                let c = char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
            } else if let Some(after) = tail.strip_prefix('r') {
                out.push(b'\r');
                rest = after;
            } else {
                out.push(b'\\');
                rest = tail;
            }
        }
        out.extend_from_slice(rest.as_bytes());
        out
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }
}
