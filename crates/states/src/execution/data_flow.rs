//! How data goes into a state and comes out again, in the order of "Processing input and output in
//! Step Functions" of the developer guide.

use std::borrow::Cow;
use std::cell::RefCell;

use firedrill_seed::SeededRandom;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::context_object::ContextObject;
use super::failure::Failure;
use super::problem::Problem;
use super::variables::Variables;
use crate::definition::{DataFlow, Paths};
use crate::intrinsic::Surroundings;
use crate::jsonata::{JsonataTemplate, QueryContext, QueryError};
use crate::path::{JsonPath, ReferencePath, Roots};
use crate::payload::Payload;
use crate::template::Template;

/// What paths and templates of a state are evaluated with.
pub(crate) struct Evaluation<'a> {
    pub(crate) context: &'a ContextObject<'a>,
    pub(crate) variables: &'a Variables<'a>,
    pub(crate) random: &'a mut SeededRandom,
    pub(crate) states: StatesVariable<'a>,
    pub(crate) now: Timestamp,
}

/// What `$states` holds beside the context object.
#[derive(Clone, Copy)]
pub(crate) struct StatesVariable<'a> {
    pub(crate) input: &'a Value,
    /// What the task, the branches or the iterations of the state gave.
    pub(crate) result: Option<&'a Value>,
    /// What a catcher is for.
    pub(crate) error_output: Option<&'a Value>,
}

impl Evaluation<'_> {
    /// `InputPath`; `null` is the empty object.
    pub(crate) fn input_path(&self, paths: &Paths, input: &Payload) -> Result<Payload, String> {
        self.whole_or_path(paths.input_path.as_ref(), input)
    }

    /// `Output` of JSONata, or `OutputPath`; `null` is the empty object.
    pub(crate) fn output(&mut self, paths: &Paths, output: &Payload) -> Result<Payload, Problem> {
        match &paths.output {
            Some(template) => Ok(Payload::of(self.query(template)?)),
            None => Ok(self.whole_or_path(paths.output_path.as_ref(), output)?),
        }
    }

    fn whole_or_path(&self, path: Option<&JsonPath>, data: &Payload) -> Result<Payload, String> {
        match path {
            None => Ok(Payload::of(Value::Object(Map::new()))),
            // The text goes on as it was written.
            Some(path) if path.is_whole_data() => Ok(data.clone()),
            Some(path) => {
                self.invalid_path(path, data).map(|found| Payload::of(found.into_owned()))
            }
        }
    }

    /// The value of a path, or the words in which the service says that there is none.
    pub(crate) fn invalid_path<'b>(
        &'b self,
        path: &JsonPath,
        data: &'b Payload,
    ) -> Result<Cow<'b, Value>, String> {
        path.evaluate(&self.roots(data.value()))
            .map_err(|missing| format!("Invalid path '{path}' : {missing}"))
    }

    /// The value of a path; none where it finds nothing.
    pub(crate) fn find<'b>(&'b self, path: &JsonPath, data: &'b Payload) -> Option<Cow<'b, Value>> {
        path.evaluate(&self.roots(data.value())).ok()
    }

    fn roots<'b>(&'b self, data: &'b Value) -> Roots<'b> {
        Roots { data, context: self.context, variables: self.variables }
    }

    /// The value of a template; `data` is what the paths of JSONPath lead into.
    pub(crate) fn template(
        &mut self,
        template: &Template,
        data: &Payload,
    ) -> Result<Value, Problem> {
        let template = match template {
            Template::Path(template) => template,
            Template::Jsonata(template) => return Ok(self.query(template)?),
        };
        let roots = Roots { data: data.value(), context: self.context, variables: self.variables };
        let surroundings = Surroundings { roots, data_text: data.text() };
        Ok(template.evaluate(&surroundings, self.random)?)
    }

    /// The value of a template of JSONata.
    pub(crate) fn query(&mut self, template: &JsonataTemplate) -> Result<Value, QueryError> {
        self.with_query_context(|context| template.evaluate(context))
    }

    /// The value of a template of JSONata, if it is of the type of this name.
    pub(crate) fn query_as(
        &mut self,
        template: &JsonataTemplate,
        expected: &'static str,
    ) -> Result<Value, QueryError> {
        self.with_query_context(|context| template.evaluate_as(expected, context))
    }

    fn with_query_context<T>(&mut self, query: impl FnOnce(&QueryContext<'_>) -> T) -> T {
        let random = RefCell::new(self.random.clone());
        let StatesVariable { input, result, error_output } = self.states;
        let mut queried = QueryContext::new(input, self.context, self.variables, self.now, &random);
        if let Some(result) = result {
            queried = queried.with_result(result);
        }
        if let Some(error_output) = error_output {
            queried = queried.with_error_output(error_output);
        }
        let result = query(&queried);
        drop(queried);
        *self.random = random.into_inner();
        result
    }

    /// The value of an intrinsic call, or what the service says is wrong with it.
    pub(crate) fn call(
        &mut self,
        call: &crate::intrinsic::IntrinsicCall,
        data: &Payload,
    ) -> Result<Value, String> {
        let roots = Roots { data: data.value(), context: self.context, variables: self.variables };
        let surroundings = Surroundings { roots, data_text: data.text() };
        call.evaluate(&surroundings, self.random).map_err(|error| {
            format!("The function '{}' had the following error: {error}", call.source())
        })
    }

    /// `Parameters`, or the input as it is.
    pub(crate) fn parameters(
        &mut self,
        flow: &DataFlow,
        input: &Payload,
    ) -> Result<Payload, Problem> {
        match &flow.parameters {
            Some(template) => self.template(template, input).map(Payload::of),
            None => Ok(input.clone()),
        }
    }

    /// `ResultSelector`, or the result as it is.
    pub(crate) fn selected(
        &mut self,
        flow: &DataFlow,
        result: Payload,
    ) -> Result<Payload, Problem> {
        match &flow.result_selector {
            Some(template) => self.template(template, &result).map(Payload::of),
            None => Ok(result),
        }
    }

    /// `ResultPath`: the result put into the input of the state, or in its place; `null` drops it.
    pub(crate) fn merged(
        path: Option<&ReferencePath>,
        input: &Payload,
        result: Payload,
    ) -> Result<Payload, String> {
        match path {
            None => Ok(input.clone()),
            Some(path) if path.is_whole() => Ok(result),
            Some(path) => path
                .put(input.value(), result.value().clone())
                .map(Payload::of)
                .map_err(|conflict| conflict.to_string()),
        }
    }

    /// What `Assign` assigns, evaluated with the variables as they were.
    pub(crate) fn assigned(
        &mut self,
        template: Option<&Template>,
        data: &Payload,
    ) -> Result<Map<String, Value>, Problem> {
        let assigned = match template {
            None => return Ok(Map::new()),
            Some(Template::Jsonata(template)) => self.query_as(template, "object")?,
            Some(template) => self.template(template, data)?,
        };
        match assigned {
            Value::Object(assigned) => Ok(assigned),
            other => Err(format!("The field 'Assign' must be an object but was: {other}").into()),
        }
    }
}

/// The data, if AWS would carry it.
pub(crate) fn within_limit(data: Payload, source: &str) -> Result<Payload, Failure> {
    if data.is_within_limit() { Ok(data) } else { Err(Failure::data_limit(source)) }
}
