//! HTTP messages as plain values.

/// An HTTP request, without the connection that it came over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WireRequest {
    /// The method, such as `POST`.
    pub method: String,
    /// The path, with the query string where there is one.
    pub path: String,
    /// The headers, in order; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl WireRequest {
    /// The first value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

/// An HTTP response, without the connection that it goes over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WireResponse {
    /// The status.
    pub status: u16,
    /// The headers, in order; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl WireResponse {
    /// The id of the request, where the service gives it in the header of its protocol.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header("x-amzn-requestid").or_else(|| self.header("x-amz-request-id"))
    }

    /// The second id by which Amazon S3 knows a request.
    #[must_use]
    pub fn extended_request_id(&self) -> Option<&str> {
        self.header("x-amz-id-2")
    }

    /// The first value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}
