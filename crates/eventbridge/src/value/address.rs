//! IP addresses and blocks, compared as EventBridge compares them.
//!
//! event-ruler turns an address into hexadecimal digits (8 for IPv4, 32 for IPv6) and compares
//! digits from the left until the answer is certain. So families are not told apart: `0.0.0.0/0`
//! holds IPv6 addresses, and an unquoted JSON number is taken for digits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use thiserror::Error;

/// Addresses between two addresses of one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRange {
    bottom: Vec<u8>,
    top: Vec<u8>,
}

impl AddressRange {
    /// The range of a string that is an address: a literal that is one is matched as an address.
    #[must_use]
    pub fn of_address(text: &str) -> Option<Self> {
        let digits = address_digits(text)?;
        Some(Self { top: digits.clone(), bottom: digits })
    }

    /// The digits with which all addresses of the range start, and all numbers that it holds.
    pub(crate) fn common_digits(&self) -> &[u8] {
        let same = self.bottom.iter().zip(&self.top).take_while(|(bottom, top)| bottom == top);
        self.bottom.get(..same.count()).unwrap_or_default()
    }

    /// Whether the range holds the address whose digits these are.
    ///
    /// `digits` are those of [`address_digits`], or the text of a number.
    pub(crate) fn contains(&self, digits: &[u8]) -> bool {
        let mut on_bottom = true;
        let mut on_top = true;
        let mut digits = digits.iter();
        for (bottom, top) in self.bottom.iter().zip(&self.top) {
            let Some(digit) = digits.next() else { return false };
            if !digit.is_ascii_digit() && !(b'A'..=b'F').contains(digit) {
                return false;
            }
            if (on_bottom && digit < bottom) || (on_top && digit > top) {
                return false;
            }
            on_bottom &= digit == bottom;
            on_top &= digit == top;
            if !on_bottom && !on_top {
                return true;
            }
        }
        true
    }
}

/// The hexadecimal digits of an address, or nothing if a text is no address.
///
/// What looks like one is decided by event-ruler's expressions, `[0-9]+(\.[0-9]+){3}` and
/// `[0-9a-fA-F:]*:[0-9a-fA-F:]*`, so an IPv6 address with a dotted tail is none.
#[must_use]
pub(crate) fn address_digits(text: &str) -> Option<Vec<u8>> {
    match parse(text)? {
        Ok(IpAddr::V4(address)) => Some(format!("{:08X}", u32::from(address)).into_bytes()),
        Ok(IpAddr::V6(address)) => Some(v6_digits(address)),
        Err(()) => None,
    }
}

/// Java has IPv4-mapped IPv6 addresses as IPv4 addresses.
fn v6_digits(address: Ipv6Addr) -> Vec<u8> {
    match address.to_ipv4_mapped() {
        Some(mapped) => format!("{:08X}", u32::from(mapped)).into_bytes(),
        None => format!("{:032X}", u128::from(address)).into_bytes(),
    }
}

/// An address; `None` if a text does not look like one, an error if it looks like one but is none.
fn parse(text: &str) -> Option<Result<IpAddr, ()>> {
    let mut shape = Shape::default();
    for byte in text.bytes() {
        shape.add(byte)?;
    }
    if shape.colons > 0 && shape.dots == 0 {
        Some(parse_v6(text).map(IpAddr::V6).ok_or(()))
    } else if shape.colons == 0 && shape.dots == 3 && !shape.letters {
        parse_v4(text)
    } else {
        None
    }
}

/// What a text is made of.
#[derive(Debug, Default)]
struct Shape {
    colons: usize,
    dots: usize,
    letters: bool,
}

impl Shape {
    fn add(&mut self, byte: u8) -> Option<()> {
        match byte {
            b':' => self.colons += 1,
            b'.' => self.dots += 1,
            b'0'..=b'9' => {}
            b'a'..=b'f' | b'A'..=b'F' => self.letters = true,
            _ => return None,
        }
        Some(())
    }
}

/// Groups of hexadecimal digits; Java takes any number of leading zeros.
fn parse_v6(text: &str) -> Option<Ipv6Addr> {
    if text.split(':').all(|group| group.len() <= 4) {
        return text.parse().ok();
    }
    let groups: Vec<&str> = text
        .split(':')
        .map(|group| match group.trim_start_matches('0') {
            "" => group.get(..1).unwrap_or_default(),
            digits => digits,
        })
        .collect();
    groups.join(":").parse().ok()
}

/// How many characters Java reads as an IPv4 address at most.
const V4_CHARACTERS: usize = 15;

/// Four decimal numbers; Java takes leading zeros, and reads them as decimals.
fn parse_v4(text: &str) -> Option<Result<IpAddr, ()>> {
    let mut octets = [0_u8; 4];
    for (octet, part) in octets.iter_mut().zip(text.split('.')) {
        if part.is_empty() {
            return None;
        }
        let Ok(value) = part.parse() else { return Some(Err(())) };
        *octet = value;
    }
    let address = IpAddr::V4(Ipv4Addr::from(octets));
    Some(if text.len() > V4_CHARACTERS { Err(()) } else { Ok(address) })
}

/// A `cidr` operand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressBlock {
    /// The block as it is written.
    pub text: String,
    /// How many leading bits are fixed.
    pub bits: u32,
    /// The addresses of the block.
    pub range: AddressRange,
}

/// Why a `cidr` operand is none, in the words of the service.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressBlockError {
    /// There is no `/`, or more than one.
    #[error("Malformed CIDR, one '/' required")]
    Slash,
    /// What follows the `/` is no integer.
    #[error("Malformed CIDR, mask bits must be an integer")]
    BitsNotInteger,
    /// What follows the `/` is negative.
    #[error("Malformed CIDR, mask bits must not be negative")]
    BitsNegative,
    /// 32 bits or more of an IPv4 address.
    #[error("IPv4 mask bits must be < 32")]
    TooManyIpv4Bits,
    /// 128 bits or more of an IPv6 address.
    #[error("IPv6 mask bits must be < 128")]
    TooManyIpv6Bits,
    /// What precedes the `/` does not look like an address.
    #[error("Nonstandard IP address: {0}")]
    NonstandardAddress(String),
    /// What precedes the `/` looks like an address but is none.
    #[error("Invalid IP address: {0}")]
    InvalidAddress(String),
}

/// The digits zero of the decimal digits that Java reads as an integer, beside those of ASCII: all of
/// Unicode in the Basic Multilingual Plane, each followed by its one to nine.
const ZEROS: [u32; 36] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90,
    0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

/// An integer as `Integer.parseInt` reads it.
fn mask_bits(text: &str) -> Option<i32> {
    let ascii = |character: char| {
        let code = u32::from(character);
        let digit =
            ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10));
        digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(character)
    };
    text.chars().map(ascii).collect::<String>().parse().ok()
}

impl AddressBlock {
    /// Reads `address/bits`. The bits that are not fixed need not be zero.
    ///
    /// # Errors
    /// What the service says of an operand that is no block.
    pub fn parse(text: &str) -> Result<Self, AddressBlockError> {
        // Java drops empty parts at the end, so `10.0.0.0/8/` has two parts.
        let parts: Vec<&str> = text.trim_end_matches('/').split('/').collect();
        let [address, bits] = parts.as_slice() else { return Err(AddressBlockError::Slash) };
        let bits = mask_bits(bits).ok_or(AddressBlockError::BitsNotInteger)?;
        let bits = u32::try_from(bits).map_err(|_| AddressBlockError::BitsNegative)?;
        let owned = || (*address).to_owned();
        let parsed = parse(address)
            .ok_or_else(|| AddressBlockError::NonstandardAddress(owned()))?
            .map_err(|()| AddressBlockError::InvalidAddress(owned()))?;
        let mapped = match parsed {
            IpAddr::V6(address) => address.to_ipv4_mapped().map_or(parsed, IpAddr::V4),
            IpAddr::V4(_) => parsed,
        };
        let (bottom, top) = match mapped {
            IpAddr::V4(_) if bits > 31 => return Err(AddressBlockError::TooManyIpv4Bits),
            IpAddr::V6(_) if bits > 127 => return Err(AddressBlockError::TooManyIpv6Bits),
            IpAddr::V4(address) => {
                let host = u32::MAX.checked_shr(bits).unwrap_or_default();
                let bottom = u32::from(address) & !host;
                let top = bottom | host;
                (format!("{bottom:08X}"), format!("{top:08X}"))
            }
            IpAddr::V6(address) => {
                let host = u128::MAX.checked_shr(bits).unwrap_or_default();
                let bottom = u128::from(address) & !host;
                let top = bottom | host;
                (format!("{bottom:032X}"), format!("{top:032X}"))
            }
        };
        let range = AddressRange { bottom: bottom.into_bytes(), top: top.into_bytes() };
        Ok(Self { text: text.to_owned(), bits, range })
    }

    /// The first address of the block, if the operand names another one.
    pub(crate) fn base(&self) -> Option<IpAddr> {
        let (address, _) = self.text.split_once('/')?;
        let digits = std::str::from_utf8(&self.range.bottom).ok()?;
        if address_digits(address).is_some_and(|written| written == digits.as_bytes()) {
            return None;
        }
        if digits.len() > 8 {
            return Some(IpAddr::V6(u128::from_str_radix(digits, 16).ok()?.into()));
        }
        Some(IpAddr::V4(u32::from_str_radix(digits, 16).ok()?.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(block: &str, address: &str) -> bool {
        AddressBlock::parse(block).unwrap().range.contains(&address_digits(address).unwrap())
    }

    #[test]
    fn blocks_hold_their_addresses() {
        assert!(holds("10.0.0.0/24", "10.0.0.255") && !holds("10.0.0.0/24", "10.0.1.0"));
        assert!(holds("10.0.0.77/24", "10.0.0.1"));
        assert!(holds("2001:db8::/32", "2001:DB8::1") && !holds("2001:db8::/32", "2001:db9::"));
    }

    #[test]
    fn families_and_numbers_are_not_told_apart() {
        assert!(holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "10.0.0.1"));
        // The first digits of the address lie within the block.
        assert!(holds("32.0.0.0/8", "2001:db8::1") && !holds("33.0.0.0/8", "2001:db8::1"));
        assert!(AddressBlock::parse("0.0.0.0/0").unwrap().range.contains(b"5"));
        assert!(!AddressBlock::parse("0.0.0.0/0").unwrap().range.contains(b"-5"));
    }

    #[test]
    fn what_looks_like_an_address_is_read_as_java_reads_it() {
        assert_eq!(address_digits("010.0.0.1"), address_digits("10.0.0.1"));
        assert!(address_digits("2001:db8::1").is_some());
        assert_eq!(address_digits("::00001"), address_digits("::1"));
        assert_eq!(address_digits("::000000"), address_digits("::"));
        assert_eq!(address_digits("::10000"), None);
        assert!(address_digits("010.000.000.001").is_some());
        assert_eq!(address_digits("0010.000.000.001"), None);
        assert!(AddressBlock::parse("0010.000.000.001/8").is_err());
        assert_eq!(AddressBlock::parse("10.0.0.0/\u{668}").unwrap().bits, 8);
        for text in ["999.1.1.1", "12:30:45", "ab:cd", "::ffff:10.0.0.1", "1.2.3", "", "a.b.c.d"] {
            assert_eq!(address_digits(text), None, "{text}");
        }
    }

    #[test]
    fn operands_that_are_no_block_are_refused_in_the_service_s_words() {
        let refusal = |text: &str| AddressBlock::parse(text).unwrap_err().to_string();
        assert_eq!(refusal("10.0.0.0"), "Malformed CIDR, one '/' required");
        assert_eq!(refusal("10.0.0.0/x"), "Malformed CIDR, mask bits must be an integer");
        assert_eq!(refusal("10.0.0.0/-1"), "Malformed CIDR, mask bits must not be negative");
        assert_eq!(refusal("10.0.0.0/32"), "IPv4 mask bits must be < 32");
        assert_eq!(refusal("2001:db8::/128"), "IPv6 mask bits must be < 128");
        assert_eq!(refusal("xxxx::/64"), "Nonstandard IP address: xxxx::");
        assert_eq!(refusal("300.0.0.0/8"), "Invalid IP address: 300.0.0.0");
    }
}
