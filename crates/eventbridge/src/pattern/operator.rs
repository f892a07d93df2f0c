//! Operators: the objects among the alternatives of a leaf.

use std::ops::Range;

use super::error::Placing;
use super::parse::{PatternParser, Result};
use super::{EventPatternError, PatternFault};
use crate::json::Token;
use crate::value::{
    AddressBlock, AnythingBut, FoldedText, Limit, NumberLiteral, NumericRange, ValueTest, Wildcard,
    comparable,
};

/// A number of `numeric`, which is looked at after what follows it has been read.
#[derive(Debug)]
struct Operand {
    text: String,
    span: Range<usize>,
}

/// What `anything-but` is applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excluding {
    Values,
    Prefixes,
    Suffixes,
    IgnoringCase,
    Wildcards,
}

impl PatternParser<'_> {
    /// The operator of an object whose opening brace has been read.
    pub(super) fn operator(&mut self) -> Result<ValueTest> {
        if self.next()? != Some(Token::FieldName) {
            return Err(self.fail(PatternFault::NoOperator));
        }
        let operator = self.json.name().to_owned();
        match operator.as_str() {
            "exactly" => {
                let text = self.string_operand("exact")?;
                self.end_of_operator(ValueTest::Exactly(text))
            }
            "prefix" => {
                self.affix("Prefix", "prefix", ValueTest::Prefix, ValueTest::PrefixIgnoringCase)
            }
            "suffix" => {
                self.affix("Suffix", "suffix", ValueTest::Suffix, ValueTest::SuffixIgnoringCase)
            }
            "numeric" => self.numeric(),
            "anything-but" => self.anything_but(),
            "exists" => {
                let test = match self.next()? {
                    Some(Token::True) => ValueTest::Present,
                    Some(Token::False) => ValueTest::Absent,
                    _ => return Err(self.fail(PatternFault::ExistsOperand)),
                };
                self.end_of_operator(test)
            }
            "cidr" => {
                // The service speaks of a prefix here, too.
                let text = self.string_operand("prefix")?;
                let block =
                    AddressBlock::parse(&text).map_err(|fault| self.fail_unplaced(fault.into()))?;
                self.end_of_operator(ValueTest::Cidr(block))
            }
            "equals-ignore-case" => {
                let text = self.string_operand("equals-ignore-case")?;
                self.end_of_operator(ValueTest::EqualsIgnoringCase(FoldedText::new(&text)))
            }
            "wildcard" => {
                let text = self.string_operand("wildcard")?;
                let wildcard = self.wildcard(&text)?;
                self.end_of_operator(ValueTest::Wildcard(wildcard))
            }
            _ => {
                let fault = PatternFault::UnknownOperator(operator);
                Err(self.error(fault, self.json.name_span(), Placing::Once))
            }
        }
    }

    fn string_operand(&mut self, operator: &'static str) -> Result<String> {
        if self.next()? != Some(Token::String) {
            return Err(self.fail(PatternFault::OperandNotString(operator)));
        }
        self.text()
    }

    fn end_of_operator(&mut self, test: ValueTest) -> Result<ValueTest> {
        if self.next()? != Some(Token::EndObject) {
            let span = self.json.name_span();
            return Err(self.error(PatternFault::SecondKey, span, Placing::Once));
        }
        Ok(test)
    }

    fn wildcard(&self, text: &str) -> Result<Wildcard> {
        Wildcard::parse(text).map_err(|fault| self.fail(fault.into()))
    }

    /// `prefix` or `suffix`: a string, or `equals-ignore-case` of a string.
    fn affix(
        &mut self,
        title: &'static str,
        operator: &'static str,
        exact: impl FnOnce(String) -> ValueTest,
        folded: impl FnOnce(FoldedText) -> ValueTest,
    ) -> Result<ValueTest> {
        match self.next()? {
            Some(Token::StartObject) => {}
            Some(Token::String) => {
                let test = exact(self.text()?);
                return self.end_of_operator(test);
            }
            _ => return Err(self.fail(PatternFault::OperandNotString(operator))),
        }
        if self.next()? != Some(Token::FieldName) {
            return Err(self.fail(PatternFault::NoInnerOperator(title)));
        }
        if self.json.name() != "equals-ignore-case" {
            let inner = self.json.name().to_owned();
            let fault = PatternFault::UnknownInnerOperator { operator, inner };
            return Err(self.error(fault, self.json.name_span(), Placing::Once));
        }
        let text = self.string_operand("equals-ignore-case")?;
        let test = self.end_of_operator(folded(FoldedText::new(&text)))?;
        self.end_of_operator(test)
    }

    fn numeric(&mut self) -> Result<ValueTest> {
        if self.next()? != Some(Token::StartArray) {
            return Err(self.fail(PatternFault::NumericNotArray));
        }
        if self.next()? != Some(Token::String) {
            let member = self.text()?;
            return Err(self.fail(PatternFault::NumericMember(member)));
        }
        let operator = self.text()?;
        let operand_token = self.next()?;
        let range = match operator.as_str() {
            "=" | "<" | "<=" => {
                let spoken = if operator == "=" { "equals" } else { &operator };
                let operand = self.numeric_operand(operand_token, spoken)?;
                if self.next()? != Some(Token::EndArray) {
                    return Err(self.fail(PatternFault::TooManyElements));
                }
                let number = self.comparable(&operand)?;
                match operator.as_str() {
                    "=" => NumericRange::equal_to(number),
                    "<" => NumericRange { bottom: None, top: Some((number, Limit::Excluded)) },
                    _ => NumericRange { bottom: None, top: Some((number, Limit::Included)) },
                }
            }
            ">" | ">=" => {
                let operand = self.numeric_operand(operand_token, &operator)?;
                let limit = if operator == ">" { Limit::Excluded } else { Limit::Included };
                if self.next()? == Some(Token::EndArray) {
                    let number = self.comparable(&operand)?;
                    NumericRange { bottom: Some((number, limit)), top: None }
                } else {
                    self.rest_of_range(&operand, limit)?
                }
            }
            _ => return Err(self.fail(PatternFault::NumericOperator(operator))),
        };
        if self.next()? != Some(Token::EndObject) {
            return Err(self.fail(PatternFault::TooManyElements));
        }
        Ok(ValueTest::Numeric(range))
    }

    /// The upper end of a range; its operator is the current token.
    fn rest_of_range(&mut self, bottom: &Operand, limit: Limit) -> Result<NumericRange> {
        let operator = self.text()?;
        if self.json.token() != Some(Token::String) {
            return Err(self.fail(PatternFault::NumericRangeValue(operator)));
        }
        let top_limit = match operator.as_str() {
            "<" => Limit::Excluded,
            "<=" => Limit::Included,
            _ => return Err(self.fail(PatternFault::NumericRangeOperator(operator))),
        };
        let operand_token = self.next()?;
        let top = self.numeric_operand(operand_token, &operator)?;
        if self.next()? != Some(Token::EndArray) {
            return Err(self.fail(PatternFault::TooManyTerms));
        }
        let span = bottom.span.start..top.span.end;
        let (bottom, top) = (self.comparable(bottom)?, self.comparable(&top)?);
        if bottom >= top {
            return Err(self.error(PatternFault::NumericOrder, span, Placing::Once));
        }
        Ok(NumericRange { bottom: Some((bottom, limit)), top: Some((top, top_limit)) })
    }

    fn numeric_operand(&mut self, token: Option<Token>, operator: &str) -> Result<Operand> {
        if token != Some(Token::Number) {
            return Err(self.fail(PatternFault::NumericOperand(operator.to_owned())));
        }
        Ok(Operand { text: self.text()?, span: self.json.span() })
    }

    fn comparable(&self, operand: &Operand) -> Result<f64> {
        comparable(&operand.text).ok_or_else(|| {
            let fault = PatternFault::NotComparable(operand.text.clone());
            self.error(fault, operand.span.clone(), Placing::Once)
        })
    }

    fn anything_but(&mut self) -> Result<ValueTest> {
        let mut excluding = Excluding::Values;
        let mut token = self.next()?;
        if token == Some(Token::StartObject) {
            if self.next()? != Some(Token::FieldName) {
                return Err(self.fail(PatternFault::NoInnerOperator("Anything-But")));
            }
            excluding = match self.json.name() {
                "equals-ignore-case" => Excluding::IgnoringCase,
                "prefix" => Excluding::Prefixes,
                "suffix" => Excluding::Suffixes,
                "wildcard" => Excluding::Wildcards,
                other => {
                    let inner = other.to_owned();
                    let fault =
                        PatternFault::UnknownInnerOperator { operator: "anything-but", inner };
                    return Err(self.error(fault, self.json.name_span(), Placing::Once));
                }
            };
            token = self.next()?;
        }
        let excluded = match (token, excluding) {
            (Some(Token::StartArray), Excluding::Values) => self.excluded_values()?,
            (Some(Token::StartArray), _) => {
                let texts = self.excluded_texts(excluding)?;
                self.excluded(excluding, texts)?
            }
            (Some(Token::String), Excluding::Values) => AnythingBut::Texts(vec![self.text()?]),
            (Some(Token::Number), Excluding::Values) => {
                let text = self.text()?;
                if comparable(&text).is_none() {
                    return Err(self.fail_unplaced(PatternFault::NotComparable(text)));
                }
                AnythingBut::Numbers(vec![NumberLiteral::new(&text)])
            }
            (Some(Token::String), _) => {
                let text = self.excluded_text(excluding)?;
                self.excluded(excluding, vec![text])?
            }
            (Some(Token::Number), _) => return Err(self.fail(member_fault(excluding))),
            _ => return Err(self.fail(PatternFault::AnythingButOperand)),
        };
        let closings = if excluding == Excluding::Values { 1 } else { 2 };
        for _ in 0..closings {
            if self.next()? != Some(Token::EndObject) {
                return Err(self.fail(PatternFault::TooManyElements));
            }
        }
        Ok(ValueTest::AnythingBut(excluded))
    }

    /// The members of a list of strings or of numbers.
    fn excluded_values(&mut self) -> Result<AnythingBut> {
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        loop {
            match self.next().map_err(EventPatternError::thrown_again)? {
                Some(Token::EndArray) => break,
                Some(Token::String) => {
                    texts.push(self.text().map_err(EventPatternError::thrown_again)?);
                }
                Some(Token::Number) => {
                    let text = self.text()?;
                    if comparable(&text).is_none() {
                        return Err(self.fail(PatternFault::NotComparable(text)));
                    }
                    numbers.push(NumberLiteral::new(&text));
                }
                _ => return Err(self.fail(PatternFault::AnythingButMember).thrown_again()),
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => Ok(AnythingBut::Texts(texts)),
            (true, false) => Ok(AnythingBut::Numbers(numbers)),
            _ => Err(self.fail(PatternFault::AnythingButMixed)),
        }
    }

    /// The members of a list that may hold strings only.
    fn excluded_texts(&mut self, excluding: Excluding) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        loop {
            match self.next().map_err(EventPatternError::thrown_again)? {
                Some(Token::EndArray) => return Ok(texts),
                Some(Token::String) => {
                    let text = self.excluded_text(excluding);
                    texts.push(text.map_err(EventPatternError::thrown_again)?);
                }
                _ => return Err(self.fail(member_fault(excluding)).thrown_again()),
            }
        }
    }

    fn excluded_text(&mut self, excluding: Excluding) -> Result<String> {
        let text = self.text()?;
        let affix = matches!(excluding, Excluding::Prefixes | Excluding::Suffixes);
        if affix && text.is_empty() {
            return Err(self.fail(PatternFault::EmptyAffix));
        }
        Ok(text)
    }

    fn excluded(&self, excluding: Excluding, texts: Vec<String>) -> Result<AnythingBut> {
        Ok(match excluding {
            Excluding::Values => AnythingBut::Texts(texts),
            Excluding::Prefixes => AnythingBut::Prefixes(texts),
            Excluding::Suffixes => AnythingBut::Suffixes(texts),
            Excluding::IgnoringCase => {
                AnythingBut::IgnoringCase(texts.iter().map(|text| FoldedText::new(text)).collect())
            }
            Excluding::Wildcards => AnythingBut::Wildcards(
                texts.iter().map(|text| self.wildcard(text)).collect::<Result<_>>()?,
            ),
        })
    }
}

/// What the service says of a member of a list that should be a string.
fn member_fault(excluding: Excluding) -> PatternFault {
    match excluding {
        Excluding::IgnoringCase => PatternFault::AnythingButIgnoreCaseMember,
        Excluding::Wildcards => PatternFault::OperandNotString("wildcard"),
        Excluding::Values => PatternFault::AnythingButMember,
        Excluding::Prefixes | Excluding::Suffixes => {
            PatternFault::OperandNotString("prefix/suffix")
        }
    }
}
