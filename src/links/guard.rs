//! Which addresses may be asked: none of this machine, of the network it stands in, or of the cloud that it runs in. A
//! post must not be able to make a build server call the services around it.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Finds the addresses of `host:port`.
pub type Lookup = Arc<dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// Looks names up and gives only addresses that may be asked. The connection is made to what it gives, so that a name
/// cannot mean one address here and another one later.
#[derive(Clone)]
pub struct Guard {
    allowed: Arc<[Network]>,
    lookup: Lookup,
}

/// Hosts and addresses that may be asked although they are private.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Network {
    /// A host by its name, lower-case.
    Host(String),
    /// Addresses that share so many leading bits with this one.
    Addresses(IpAddr, u8),
}

/// No address of the host may be asked.
#[derive(Debug)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host lies in a private network")
    }
}

impl std::error::Error for Refused {}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard").field("allowed", &self.allowed).finish_non_exhaustive()
    }
}

impl Guard {
    /// Asks the system for addresses, and lets only public ones and `allowed` pass.
    pub fn new(allowed: Vec<Network>) -> Guard {
        Guard::with(allowed, Arc::new(|host| Ok(host.to_socket_addrs()?.collect())))
    }

    /// Asks `lookup` for addresses.
    pub fn with(allowed: Vec<Network>, lookup: Lookup) -> Guard {
        Guard { allowed: allowed.into(), lookup }
    }

    /// Whether `address`, which `host` has, may be asked.
    pub fn lets_pass(&self, host: &str, address: IpAddr) -> bool {
        is_public(address) || self.allowed.iter().any(|network| network.holds(host, address))
    }
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        // The proxy is this machine's own choice, and nearly always stands in a private network.
        let is_proxy = config.proxy().is_some_and(|proxy| proxy.uri() == uri);
        let missing = || ureq::Error::BadUri(uri.to_string());
        let (scheme, authority) = uri.scheme().zip(uri.authority()).ok_or_else(missing)?;
        let host = DefaultResolver::host_and_port(scheme, authority).ok_or_else(missing)?;
        let found = (self.lookup)(&host).map_err(unknown)?;
        if found.is_empty() {
            return Err(ureq::Error::HostNotFound);
        }
        let mut result = self.empty();
        // The array has room for sixteen.
        let passes = |found: &SocketAddr| is_proxy || self.lets_pass(authority.host(), found.ip());
        for address in found.into_iter().filter(passes).take(16) {
            result.push(address);
        }
        if result.is_empty() { Err(ureq::Error::Other(Box::new(Refused))) } else { Ok(result) }
    }
}

/// Whether the name has no address, or nobody could be asked for it: the system says so in words alone.
fn unknown(error: io::Error) -> ureq::Error {
    let text = error.to_string().to_ascii_lowercase();
    let says = ["not known", "no such host", "does not resolve", "no address associated"];
    let is_missing = error.kind() == io::ErrorKind::NotFound || says.iter().any(|words| text.contains(words));
    if is_missing { ureq::Error::HostNotFound } else { ureq::Error::Io(error) }
}

impl Network {
    /// Reads `intranet.example.org`, `10.1.2.3` or `10.0.0.0/8`.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        if let Ok(address) = address.parse::<IpAddr>() {
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = bits.map_or(Some(most), |bits| bits.parse().ok())?;
            return (bits <= most).then_some(Network::Addresses(address, bits));
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        (bits.is_none() && !address.is_empty() && address.chars().all(is_name))
            .then(|| Network::Host(address.to_ascii_lowercase()))
    }

    fn holds(&self, host: &str, address: IpAddr) -> bool {
        let shared = |a: u128, b: u128, length: u32, bits: u8| {
            let rest = length - u32::from(bits);
            rest >= 128 || a >> rest == b >> rest
        };
        match (self, address) {
            (Network::Host(name), _) => name.eq_ignore_ascii_case(host),
            (Network::Addresses(IpAddr::V4(own), bits), IpAddr::V4(other)) => {
                shared(u32::from(*own).into(), u32::from(other).into(), 32, *bits)
            }
            (Network::Addresses(IpAddr::V6(own), bits), IpAddr::V6(other)) => {
                shared((*own).into(), other.into(), 128, *bits)
            }
            _ => false,
        }
    }
}

/// Whether the whole internet reaches this address: not where IANA's registries of special addresses say otherwise.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        0 | 10 | 127 => true,
        100 => (64..128).contains(&b),
        169 => b == 254,
        172 => (16..32).contains(&b),
        192 => b == 168 || (b == 0 && matches!(c, 0 | 2)) || (b, c) == (88, 99),
        198 => matches!(b, 18 | 19) || (b, c) == (51, 100),
        203 => (b, c) == (0, 113),
        // The metadata of Alibaba's and Oracle's clouds lie in 100.64/10 and 192.0.0/24; here are groups and reserves.
        _ => a >= 224,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let v4 = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // Mapped, translated by NAT64 (RFC 6052), 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xFFFF, high, low] | [0x64, 0xFF9B, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            is_public_v4(v4(high, low))
        }
        // Teredo and other protocols, documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xDB8 => false,
        [0x3FFF, second, ..] if second < 0x1000 => false,
        // Only 2000::/3 is given out.
        [first, ..] => first & 0xE000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for url in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0177.0.0.1/",
            "http://0x7f.1/",
            "http://10.0.0.1/",
            "http://172.31.255.255/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.100.100.200/",
            "http://0.0.0.0/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[::127.0.0.1]/",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
        ] {
            let address = match url::Url::parse(url).unwrap().host().unwrap() {
                url::Host::Ipv4(address) => IpAddr::V4(address),
                url::Host::Ipv6(address) => IpAddr::V6(address),
                url::Host::Domain(name) => panic!("{name} is no address"),
            };
            assert!(!is_public(address), "{url}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "2001:4860::8888"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_name_server_that_is_away_tells_nothing_of_a_name() {
        let is_missing = |text: &str| matches!(unknown(io::Error::other(text)), ureq::Error::HostNotFound);
        assert!(is_missing("failed to lookup address information: Name or service not known"));
        assert!(!is_missing("failed to lookup address information: Temporary failure in name resolution"));
    }

    #[test]
    fn what_is_allowed_passes() {
        let holds = |network: &str, host: &str, address: &str| {
            Network::parse(network).unwrap().holds(host, address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/8", "x", "10.255.0.1") && !holds("10.0.0.0/8", "x", "11.0.0.1"));
        assert!(holds("Wiki.Example", "wiki.example", "10.0.0.1") && !holds("wiki.example", "x", "10.0.0.1"));
        assert!(holds("fd00::/8", "x", "fd12::1") && holds("0.0.0.0/0", "x", "127.0.0.1") && holds("::/0", "x", "::1"));
        assert!(!holds("127.0.0.1", "x", "127.0.0.2"));
        for text in ["", "10.0.0.0/33", "a/8", "http://x", "a b"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
