//! Our parsers against the suites that others keep, and against hand-written cases where no suite is at hand.

#[path = "conformance/html.rs"]
mod html;
#[path = "conformance/kramdown.rs"]
mod kramdown;
#[path = "conformance/liquid.rs"]
mod liquid;
#[path = "conformance/yaml.rs"]
mod yaml;
