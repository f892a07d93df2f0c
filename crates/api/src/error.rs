//! The errors that a service's model names.

/// An error of a service, as its model names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorShape {
    pub(crate) name: String,
    pub(crate) code: Option<String>,
    pub(crate) query_code: Option<String>,
    pub(crate) exception_name: Option<String>,
    pub(crate) status: u16,
    pub(crate) fault: bool,
}

impl ErrorShape {
    /// The name of the shape, such as `ClusterNotFoundException`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The code on the wire; differs from the name in Query services, where
    /// `InvalidParameterException` is `InvalidParameter`.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.as_deref().unwrap_or(&self.name)
    }

    /// The code that a service which once spoke Query still sends beside the new one.
    #[must_use]
    pub fn query_code(&self) -> &str {
        self.query_code.as_deref().unwrap_or(self.code())
    }

    /// The exception in AWS SDK for Java 2, by which Step Functions names the error; it always
    /// ends in `Exception`.
    #[must_use]
    pub fn exception_name(&self) -> &str {
        self.exception_name.as_deref().unwrap_or(&self.name)
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the service, and not the caller, is at fault.
    #[must_use]
    pub fn is_service_fault(&self) -> bool {
        self.fault
    }
}
