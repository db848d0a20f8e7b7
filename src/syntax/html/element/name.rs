//! Names in a machine word, so that two are compared at once, and packed while they are read.

/// The name of an element or an attribute in a machine word, without regard to case: up to eight ASCII letters as they
/// are, a hash of longer ones.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Name(pub(super) u64);

impl Name {
    /// No element's.
    pub(super) const NONE: Name = Name(u64::MAX);

    /// That of these bytes.
    pub(crate) const fn new(name: &[u8]) -> Name {
        let mut packed = 0_u64;
        let mut at = 0;
        while at < name.len() && at < 8 {
            let byte = name[at].to_ascii_lowercase();
            packed = packed << 8 | byte as u64;
            at += 1;
        }
        Name::packed(packed, name)
    }

    /// The name at the start of `text`, up to the first byte that `letters` does not have, and its length in bytes.
    #[inline]
    pub(in crate::syntax::html) fn read(text: &[u8], letters: &Letters) -> (Name, usize) {
        let mut packed = 0_u64;
        let mut length = 0;
        while let Some(byte) = text.get(length).map(|byte| letters.0[usize::from(*byte)])
            && byte != 0
        {
            packed = packed << 8 | u64::from(byte);
            length += 1;
        }
        (Name::packed(packed, &text[..length]), length)
    }

    /// `name`, of which `packed` has the lower-cased bytes, the last eight at least.
    const fn packed(packed: u64, name: &[u8]) -> Name {
        // The first bit tells the two apart: eight ASCII bytes leave it clear.
        if name.len() <= 8 && packed & 0x8080_8080_8080_8080 == 0 { Name(packed) } else { Name::hashed(name) }
    }

    const fn hashed(name: &[u8]) -> Name {
        let mut hash = 0xCBF2_9CE4_8422_2325_u64; // FNV-1a
        let mut at = 0;
        while at < name.len() {
            hash = (hash ^ name[at].to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01B3);
            at += 1;
        }
        Name(hash | 1 << 63)
    }
}

/// The bytes of names, each lower-cased, and 0 for those that end one: to look each up once beats comparing.
pub(in crate::syntax::html) struct Letters([u8; 256]);

impl Letters {
    /// All bytes but NUL and those of `stops`.
    pub(in crate::syntax::html) const fn but(stops: &[u8]) -> Letters {
        let mut letters = [0; 256];
        let mut byte = 0_u8;
        while byte < u8::MAX {
            byte += 1;
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        let mut at = 0;
        while at < stops.len() {
            letters[stops[at] as usize] = 0;
            at += 1;
        }
        Letters(letters)
    }

    /// These and no others.
    pub(in crate::syntax::html) const fn only(bytes: &[u8]) -> Letters {
        let mut letters = [0; 256];
        let mut at = 0;
        while at < bytes.len() {
            letters[bytes[at] as usize] = bytes[at].to_ascii_lowercase();
            at += 1;
        }
        Letters(letters)
    }
}
