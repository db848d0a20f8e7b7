//! Conformance: what other programs say about the same input, recorded and compared.

#[path = "conformance/yaml.rs"]
mod yaml;
