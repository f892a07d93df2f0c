//! Texts in which `${NAME}` stands for something that is only known at deployment.

use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::{Attribute, Place, ResourceId, SourceFile};

/// What a `${NAME}` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Substitution {
    /// An attribute of a resource.
    Resource(ResourceId, Attribute),
    /// The region of the deployment.
    Region,
    /// The account of the deployment.
    Account,
    /// `${` itself, written as `${!`.
    Brace,
}

/// A text with its substitutions.
///
/// A value is put in as it is and never looked at again, so one that itself holds `${...}` starts
/// no other replacement.
#[derive(Debug, Clone)]
pub struct SubstitutedText {
    file: SourceFile,
    /// The text, if it is not that of the whole file, and where the file has it.
    excerpt: Option<(Arc<str>, Range<usize>)>,
    substitutions: Vec<(Range<usize>, Substitution)>,
}

impl SubstitutedText {
    /// The whole text of a file.
    pub(crate) fn of_file(
        file: SourceFile,
        substitutions: Vec<(Range<usize>, Substitution)>,
    ) -> Self {
        Self { file, excerpt: None, substitutions }
    }

    /// A text that stands at a place of `flow.toml`.
    pub(crate) fn at(
        place: Place,
        text: &str,
        substitutions: Vec<(Range<usize>, Substitution)>,
    ) -> Self {
        Self { file: place.file, excerpt: Some((text.into(), place.span)), substitutions }
    }

    /// Returns the file that the text stands in.
    #[must_use]
    pub fn file(&self) -> &SourceFile {
        &self.file
    }

    /// Returns the text as it is written.
    #[must_use]
    pub fn source(&self) -> &str {
        self.excerpt.as_ref().map_or(self.file.text().as_str(), |(text, _)| text)
    }

    /// Returns the resources that the text asks for, and where.
    pub fn references(&self) -> impl Iterator<Item = (&ResourceId, Place)> {
        self.substitutions.iter().filter_map(|(span, substitution)| match substitution {
            Substitution::Resource(id, _) => {
                let span = self.excerpt.as_ref().map_or(span, |(_, place)| place).clone();
                Some((id, Place { file: self.file.clone(), span }))
            }
            _ => None,
        })
    }

    /// Returns whether a substitution stands within these bytes of the text.
    #[must_use]
    pub fn has_substitution_in(&self, span: &Range<usize>) -> bool {
        let within = |inner: &Range<usize>| span.start <= inner.start && inner.end <= span.end;
        self.substitutions.iter().any(|(inner, _)| within(inner))
    }

    /// Returns the text with every substitution replaced by what `value` gives for it.
    ///
    /// # Errors
    /// The first resource for which `value` gives nothing.
    pub fn resolve(
        &self,
        mut value: impl FnMut(&Substitution) -> Option<String>,
    ) -> Result<String, Substitution> {
        let source = self.source();
        let mut resolved = String::with_capacity(source.len());
        let mut end = 0;
        for (span, substitution) in &self.substitutions {
            resolved.push_str(source.get(end..span.start).unwrap_or_default());
            match substitution {
                Substitution::Brace => resolved.push_str("${"),
                known => resolved.push_str(&value(known).ok_or_else(|| known.clone())?),
            }
            end = span.end;
        }
        resolved.push_str(source.get(end..).unwrap_or_default());
        Ok(resolved)
    }
}

impl Serialize for SubstitutedText {
    /// As it is written: with its substitutions, whose names are part of what it says.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.source())
    }
}
