//! Patterns that each lint warns about, and near ones that it must not warn about.

use firedrill_eventbridge::PatternLint;

/// 512 blanks.
macro_rules! blanks {
    () => {
        concat!(
            blanks!(64),
            blanks!(64),
            blanks!(64),
            blanks!(64),
            blanks!(64),
            blanks!(64),
            blanks!(64),
            blanks!(64)
        )
    };
    (64) => {
        "                                                                "
    };
}

/// What is known of one lint.
pub(crate) struct Case {
    pub(crate) lint: PatternLint,
    /// Patterns with a warning; the first one is shown in a snapshot.
    pub(crate) warned: &'static [&'static str],
    /// Patterns without one.
    pub(crate) silent: &'static [&'static str],
}

/// One case a lint, in the order of the lints.
pub(crate) const CASES: &[Case] = &[
    Case {
        lint: PatternLint::AddressLiteral,
        warned: &[
            r#"{"detail": {"sourceIPAddress": ["10.0.0.1", "10.0.0.2"]}}"#,
            r#"{"detail": {"agentVersion": ["1.4.0.2"]}}"#,
            r#"{"detail": {"ip": ["2001:db8::1"]}}"#,
        ],
        silent: &[
            r#"{"detail": {"ip": ["999.0.0.1"], "time": ["12:30:45"], "version": ["1.4.0"]}}"#,
            r#"{"detail": {"ip": [{"anything-but": "10.0.0.1"}, {"exists": false}]}}"#,
        ],
    },
    Case {
        lint: PatternLint::AnythingButAbsent,
        warned: &[r#"{"detail": {"state": [{"anything-but": ["stopped", "failed"]}]}}"#],
        silent: &[
            r#"{"detail": {"state": [{"anything-but": "stopped"}, {"exists": false}]}}"#,
            r#"{"source": [{"anything-but": {"prefix": "aws."}}]}"#,
        ],
    },
    Case {
        lint: PatternLint::AnythingButNull,
        warned: &[
            r#"{"detail": {"errorCode": [{"anything-but": ["", "null"]}]}}"#,
            r#"{"detail": {"errorCode": [{"anything-but": "None"}]}}"#,
        ],
        silent: &[r#"{"detail": {"errorCode": [{"anything-but": "nullable"}]}}"#],
    },
    Case {
        lint: PatternLint::DuplicateField,
        warned: &[
            "{\n  \"detail\": {\n    \"state\": [\"RUNNING\"],\n    \"state\": [\"STOPPED\"]\n  }\n}",
            r#"{"detail": {"a": [1]}, "detail": {"b": [2]}}"#,
            r#"{"detail": {"a": {"b": [1]}, "a.b": [2]}}"#,
            r#"{"detail": {"a": [1], "a": {"b": [2]}}}"#,
        ],
        silent: &[
            r#"{"detail": {"a": {"b": [1]}, "a.c": [2]}}"#,
            r#"{"$or": [{"detail": {"a": [1]}}, {"detail": {"a": [2]}}]}"#,
        ],
    },
    Case {
        lint: PatternLint::EmptyRange,
        warned: &[
            r#"{"detail": {"x": [{"numeric": [">", 0, "<", 4.9e-324]}]}}"#,
            r#"{"detail": {"x": [1, {"numeric": [">", 1.7976931348623157e308]}]}}"#,
        ],
        silent: &[r#"{"detail": {"x": [{"numeric": [">", 0, "<", 0.000001]}]}}"#],
    },
    Case {
        lint: PatternLint::EnvelopeValue,
        warned: &[
            "{\n  \"account\": [111122223333, \"444455556666\"],\n  \"source\": [\"aws.ecs\"]\n}",
            r#"{"region": [{"exists": false}]}"#,
            r#"{"account": [{"anything-but": 111122223333}]}"#,
            r#"{"time": [{"numeric": [">", 1]}]}"#,
            r#"{"source": {"name": ["aws.ecs"]}}"#,
            r#"{"account": ["11122223333"]}"#,
        ],
        silent: &[
            r#"{"account": ["111122223333"], "region": [{"exists": true}]}"#,
            r#"{"account": ["ACCOUNT", {"prefix": "1111"}]}"#,
            r#"{"detail": {"account": [111122223333]}, "replay-name": [{"exists": false}]}"#,
        ],
    },
    Case {
        lint: PatternLint::HostBits,
        warned: &[
            r#"{"detail": {"ip": [{"cidr": "10.0.0.77/24"}]}}"#,
            r#"{"detail": {"ip": [{"cidr": "2001:db8::1/32"}]}}"#,
        ],
        silent: &[r#"{"detail": {"ip": [{"cidr": "10.0.0.0/24"}, {"cidr": "2001:DB8:0::/32"}]}}"#],
    },
    Case {
        lint: PatternLint::Impossible,
        warned: &[
            r#"{"account": [111122223333]}"#,
            r#"{"source": ["aws.ecs"], "detail_type": ["ECS Task State Change"]}"#,
            r#"{"$or": [{"account": [1]}, {"source": ["x"]}]}"#,
            r#"{"$or": [{"account": [1]}, {"region": [2]}]}"#,
            r#"{"detail": [{"exists": true}]}"#,
        ],
        silent: &[
            r#"{"account": [111122223333, "111122223333"]}"#,
            r#"{"detail": [{"exists": false}]}"#,
        ],
    },
    Case {
        lint: PatternLint::ListedNumbers,
        warned: &[
            r#"{"detail": {"severity": [4, 4.0, 4.1, 4.2, 4.3, 4.4]}}"#,
            r#"{"detail": {"status": [500, 501, 502, 503]}}"#,
        ],
        silent: &[
            r#"{"detail": {"status": [200, 301, 404, 500]}}"#,
            r#"{"detail": {"port": [22, 3389]}}"#,
        ],
    },
    Case {
        lint: PatternLint::ListedTypes,
        warned: &[
            r#"{"detail": {"type": ["Execution:Runtime/ReverseShell", "Backdoor:Runtime/C&CActivity.B!DNS", "Impact:Runtime/CryptoMinerExecuted"]}}"#,
            r#"{"detail": {"type": ["Recon:EC2/PortProbe", "Recon:EC2/Portscan", "Recon:EC2/PortSweep"]}}"#,
        ],
        silent: &[
            r#"{"detail-type": ["TaskCreated", "TaskUpdated", "TaskDeleted"]}"#,
            r#"{"resources": ["arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::a/z"]}"#,
        ],
    },
    Case {
        lint: PatternLint::LongPattern,
        warned: &[LONG],
        silent: &[r#"{"source": ["aws.ecs"]}"#],
    },
    Case {
        lint: PatternLint::LostBranch,
        warned: &[
            r#"{"$or": [{"region": ["us-east-1"], "detail": {"type": ["A", "B"]}}, {"region": ["us-east-1", "us-west-2"], "detail": {"type": ["B", "C"]}}]}"#,
            r#"{"$or": [{"detail": {"d": [3]}}, {"detail": {"d": [3, "x"]}}]}"#,
            r#"{"source": ["x"], "detail": {"$or": [{"d": ["a", "b"]}, {"d": ["b", "c"]}]}}"#,
        ],
        silent: &[
            r#"{"detail": {"$or": [{"d": ["a", "b"]}, {"d": ["c"]}]}}"#,
            r#"{"detail": {"$or": [{"d": ["a", "b"]}, {"d": ["b"]}]}}"#,
            r#"{"detail": {"$or": [{"d": ["a", "b"]}, {"d": ["b", "c"], "e": ["x"]}]}}"#,
            r#"{"detail": {"$or": [{"d": ["a"], "e": ["x"]}, {"d": ["a", "b"], "e": ["y"]}]}}"#,
        ],
    },
    Case {
        lint: PatternLint::NeedlessAlternative,
        warned: &[
            r#"{"detail": {"eventName": ["CreateUser", "DeleteUser", {"prefix": "Create"}]}}"#,
            r#"{"detail": {"a": ["x", "y", "x"]}}"#,
            r#"{"detail": {"a": [8, {"numeric": [">=", 7]}]}}"#,
        ],
        silent: &[
            r#"{"detail": {"a": ["x", "X", {"suffix": "y"}, "1", 1]}}"#,
            r#"{"detail": {"a": [{"prefix": "ab"}, {"prefix": "ac"}]}}"#,
        ],
    },
    Case {
        lint: PatternLint::NeedlessWildcard,
        warned: &[
            r#"{"detail": {"name": [{"wildcard": "prod-*"}, {"wildcard": "*.zip"}]}}"#,
            r#"{"detail": {"name": [{"wildcard": "prod"}]}}"#,
            r#"{"source": [{"prefix": ""}]}"#,
            r#"{"source": [{"suffix": ""}]}"#,
            r#"{"detail": {"name": [{"wildcard": "*"}]}}"#,
        ],
        silent: &[
            r#"{"detail": {"type": [{"wildcard": "*:Runtime/*"}, {"wildcard": "a*b"}]}}"#,
            r#"{"detail": {"version": [{"wildcard": "10.0.0.1"}, {"wildcard": "2001:db8::1"}]}}"#,
        ],
    },
    Case {
        lint: PatternLint::NumberAsText,
        warned: &[r#"{"detail": {"id": [9007199254740993]}}"#],
        silent: &[r#"{"detail": {"id": [9007199254, 0.1]}}"#],
    },
    Case {
        lint: PatternLint::NumberOutOfRange,
        warned: &[
            r#"{"detail": {"millis": [{"numeric": [">", 1700000000000]}]}}"#,
            r#"{"detail": {"ratio": [0.12345678]}}"#,
        ],
        silent: &[
            r#"{"detail": {"n": [{"numeric": [">=", -5e9, "<=", 5e9]}, 0.123456]}}"#,
            r#"{"account": [111122223333]}"#,
        ],
    },
    Case {
        lint: PatternLint::ObjectLeaf,
        warned: &[
            r#"{"detail": {"task": [{"exists": true}], "task.arn": ["arn:x"]}}"#,
            r#"{"source": ["aws.ecs"], "detail": [{"exists": true}]}"#,
        ],
        silent: &[
            r#"{"detail": {"task": {"arn": [{"exists": true}], "arnold": [1]}}}"#,
            r#"{"$or": [{"detail": {"task": [{"exists": false}]}}, {"detail": {"task": {"arn": ["x"]}}}]}"#,
        ],
    },
    Case {
        lint: PatternLint::OrWithoutEffect,
        warned: &[
            r#"{"source": ["aws.ecs"], "$or": [{"detail": {"a": [1]}}, {"detail": {"a": [1], "b": [2]}}]}"#,
            r#"{"$or": [{"region": ["x"]}, {"region": ["y"]}], "region": ["z"]}"#,
        ],
        silent: &[r#"{"$or": [{"detail": {"a": [1]}}, {"detail": {"b": [1]}}]}"#],
    },
    Case {
        lint: PatternLint::OverwrittenField,
        warned: &[
            r#"{"region": ["eu-west-1"], "$or": [{"region": ["us-east-1"]}, {"source": ["aws.ecs"]}]}"#,
            r#"{"$or": [{"region": ["x"]}, {"source": ["y"]}], "region": ["z"]}"#,
        ],
        silent: &[r#"{"$or": [{"region": ["x"]}, {"region": ["y"]}]}"#],
    },
    Case {
        lint: PatternLint::TakesEverything,
        warned: &[
            r#"{"detail": {"state": [{"exists": true}, {"anything-but": "failed"}]}}"#,
            r#"{"detail": {"state": [{"exists": true}, {"exists": false}]}}"#,
        ],
        silent: &[r#"{"detail": {"state": [{"exists": true}], "x": [{"exists": false}, "a"]}}"#],
    },
    Case {
        lint: PatternLint::TemplateSyntax,
        warned: &[
            r#"{"detail": {"requestParameters": {"bucketName": [{"prefix": "!Ref LogBucket"}]}}}"#,
            r#"{"account": ["${AWS::AccountId}"]}"#,
            r#"{"detail": {"{{ field }}": ["x"]}}"#,
            r##"{"detail": {"x": [{"anything-but": ["#{Token[TOKEN.12]}"]}, {"exists": false}]}}"##,
        ],
        silent: &[r#"{"detail": {"x": ["!Reference", "5$", "{a}", "cost: ${"]}}"#],
    },
    Case {
        lint: PatternLint::TrailingText,
        warned: &["{\"source\": [\"aws.ecs\"]}\n{\"detail-type\": [\"ECS Task State Change\"]}"],
        silent: &["{\"source\": [\"aws.ecs\"]}\n  \n"],
    },
    Case {
        lint: PatternLint::UndocumentedOperator,
        warned: &[r#"{"detail": {"x": [{"exactly": "y"}]}}"#],
        silent: &[r#"{"detail": {"exactly": ["y"]}}"#],
    },
    Case {
        lint: PatternLint::UnknownEnvelopeField,
        warned: &[
            r#"{"source": ["aws.ecs"], "detail_type": ["ECS Task State Change"]}"#,
            r#"{"Source": ["aws.ecs"]}"#,
            r#"{"source": ["aws.ecs"], "eventName": ["RunTask"]}"#,
        ],
        silent: &[
            r#"{"body": {"state": ["x"]}}"#,
            r#"{"source": ["a"], "replay-name": [{"exists": false}], "nothing": [{"exists": false}]}"#,
        ],
    },
    Case {
        lint: PatternLint::WholeAddressSpace,
        warned: &[
            r#"{"detail": {"ip": [{"cidr": "0.0.0.0/0"}]}}"#,
            r#"{"detail": {"ip": [{"cidr": "::/0"}]}}"#,
        ],
        silent: &[r#"{"detail": {"ip": [{"cidr": "0.0.0.0/1"}, {"cidr": "128.0.0.0/1"}]}}"#],
    },
    Case {
        lint: PatternLint::WildcardBeforeIgnoreCase,
        warned: &[
            r#"{"detail": {"stage": [{"wildcard": "*-prod"}, {"equals-ignore-case": "staging"}]}}"#,
            r#"{"detail": {"a": [{"wildcard": "*z"}, {"anything-but": {"equals-ignore-case": "x"}}]}}"#,
        ],
        silent: &[
            r#"{"detail": {"stage": [{"equals-ignore-case": "staging"}, {"wildcard": "*-prod"}]}}"#,
            r#"{"detail": {"stage": [{"wildcard": "prod-*"}, {"equals-ignore-case": "staging"}]}}"#,
            r#"{"detail": {"stage": [{"wildcard": "*-prod"}, "staging"]}}"#,
        ],
    },
    Case {
        lint: PatternLint::WildcardComplexity,
        warned: &[
            r#"{"resources": [{"wildcard": "arn:*:*:*:*:x/*"}]}"#,
            r#"{"detail": {"a": [{"wildcard": "*:a*"}, {"wildcard": "*:b*"}, {"wildcard": "*:c*"}]}}"#,
        ],
        silent: &[r#"{"detail": {"type": [{"wildcard": "*:Runtime/*"}]}}"#],
    },
];

/// A pattern of more than 2,048 characters, nearly all of them blanks.
const LONG: &str = concat!(
    "{\"source\": [\"aws.ecs\"],",
    blanks!(),
    blanks!(),
    blanks!(),
    blanks!(),
    "\n\"detail\": {\"a\": [1]}}",
);
