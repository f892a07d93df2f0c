//! The server's side of a connection: requests as they arrive.

use std::io::Read;
use std::net::TcpStream;

/// A request as a server got it.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The method and the address.
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// Reads a request of HTTP/1.1 to the end of its body, which is text.
    pub(crate) fn read(stream: &mut TcpStream) -> Self {
        let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
        loop {
            let read = stream.read(&mut buffer).unwrap();
            assert_ne!(read, 0, "the request has an end");
            request.extend_from_slice(&buffer[..read]);
            // A character may still be on its way.
            let Ok(text) = std::str::from_utf8(&request) else { continue };
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let (line, headers) = head.split_once(" HTTP/1.1\r\n").unwrap();
            let pair = |line: &str| {
                let (name, value) = line.split_once(": ")?;
                Some((name.to_owned(), value.to_owned()))
            };
            let headers = headers.lines().filter_map(pair).collect();
            let request = Self { line: line.to_owned(), headers, body: body.to_owned() };
            let length = request.header("content-length").map_or(0, |text| text.parse().unwrap());
            if request.body.len() >= length {
                return request;
            }
        }
    }

    /// The first value of a header, whatever the case of its name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
