//! What is said of definitions that are wrong, word for word and place for place: one small
//! definition a diagnostic, each with what a user sees of it.

#![cfg(test)]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use firedrill_states::{
    DefinitionDiagnostic, DiagnosticCode, DiagnosticSeverity, WorkflowType, validate,
};
use miette::{GraphicalReportHandler, GraphicalTheme, NamedSource, Report};

/// The definitions, by name.
fn definitions() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/definitions");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .into_iter()
        .map(|file| {
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(file).unwrap())
        })
        .collect()
}

fn diagnostics(name: &str, definition: &str) -> Vec<DefinitionDiagnostic> {
    let express = name.starts_with("express_");
    let workflow_type = if express { WorkflowType::Express } else { WorkflowType::Standard };
    validate(definition, workflow_type)
}

fn rendered(name: &str, definition: &str, diagnostic: DefinitionDiagnostic) -> String {
    let mut text = format!(
        "{} {}: {}\n",
        diagnostic.code.severity().as_str(),
        diagnostic.code.as_str(),
        diagnostic.location.as_deref().unwrap_or("no location"),
    );
    let report =
        Report::new(diagnostic).with_source_code(NamedSource::new(name, definition.to_owned()));
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .with_width(100)
        .render_report(&mut text, report.as_ref())
        .unwrap();
    text
}

#[test]
fn every_diagnostic_says_what_is_wrong_and_where() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, definition) in definitions() {
            let shown: Vec<_> = diagnostics(&name, &definition)
                .into_iter()
                .map(|diagnostic| rendered(&name, &definition, diagnostic))
                .collect();
            let shown = if shown.is_empty() { "nothing".to_owned() } else { shown.join("\n") };
            insta::assert_snapshot!(name.trim_end_matches(".asl.json"), shown);
        }
    });
}

/// A file is named after the code that it is there for.
#[test]
fn every_code_has_a_definition_that_shows_it() {
    let mut shown = HashSet::new();
    for (name, definition) in definitions() {
        let codes: HashSet<_> =
            diagnostics(&name, &definition).into_iter().map(|diagnostic| diagnostic.code).collect();
        let name =
            name.trim_start_matches("express_").replace("schema_", "schema_validation_failed_");
        let subject = DiagnosticCode::ALL
            .into_iter()
            .find(|code| name.starts_with(&code.as_str().to_lowercase()));
        match subject {
            Some(code) => assert!(codes.contains(&code), "{name} does not show {code:?}"),
            None => assert!(codes.is_empty(), "{name} shows {codes:?}"),
        }
        shown.extend(codes);
    }
    for code in DiagnosticCode::ALL {
        assert!(shown.contains(&code), "no definition shows {code:?}");
    }
}

#[test]
fn spans_lie_within_the_text_and_warnings_refuse_nothing() {
    for (name, definition) in definitions() {
        let diagnostics = diagnostics(&name, &definition);
        for diagnostic in &diagnostics {
            assert!(definition.get(diagnostic.span.clone()).is_some(), "{name}: {diagnostic:?}");
        }
        let refused = firedrill_states::StateMachine::parse(&definition).is_err();
        let errors = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code.severity() == DiagnosticSeverity::Error);
        assert!(name.starts_with("express_") || refused == errors, "{name}");
    }
}

/// Whatever is cut off or put in the place of a part, there is an answer.
#[test]
fn no_text_of_any_shape_breaks_validation() {
    for (name, definition) in definitions() {
        for end in (0..definition.trim_end().len()).filter(|end| definition.is_char_boundary(*end))
        {
            let cut = definition.get(..end).unwrap();
            assert!(!diagnostics(&name, cut).is_empty(), "{name} cut at {end}");
        }
        for odd in ["null", "[]", "{}", "\"\"", "-1", "[[{\"Next\":[]}]]"] {
            for word in ["\"$.task\"", "true", "[", "\"Stop\"", "{"] {
                let changed = definition.replacen(word, odd, 1);
                let _ = diagnostics(&name, &changed);
            }
        }
    }
    let deep = format!("{{\"States\":{}", "[".repeat(100_000));
    assert_eq!(validate(&deep, WorkflowType::Standard).len(), 1);
}
