//! IAM roles, CloudWatch log groups, and who a caller is.

use serde_json::json;

use crate::speak::{account, ask, refused, role};

#[test]
fn a_role_is_made_once_and_given_back_with_its_encoded_trust_policy() {
    let mut account = account();
    let arn = role(&mut account, "target", "events.amazonaws.com");
    assert_eq!(arn, "arn:aws:iam::111122223333:role/target");
    let got = ask(&mut account, "iam", "GetRole", json!({ "RoleName": "target" }));
    let got = &got["Role"];
    assert_eq!(got["Path"], "/");
    assert_eq!(got["RoleId"].as_str().map(str::len), Some(21));
    let trust = got["AssumeRolePolicyDocument"].as_str().unwrap();
    assert!(trust.starts_with("%7B%22Version%22%3A%222012-10-17%22"), "{trust}");

    let input = json!({ "RoleName": "target", "AssumeRolePolicyDocument": "{\"Statement\":[]}" });
    assert_eq!(
        refused(&mut account, "iam", "CreateRole", input),
        "EntityAlreadyExistsException: Role with name target already exists."
    );
}

#[test]
fn a_policy_is_stored_given_back_and_noted_as_not_enforced() {
    let mut account = account();
    role(&mut account, "target", "events.amazonaws.com");
    let document = r#"{"Version":"2012-10-17","Statement":[]}"#;
    let policy = json!({ "RoleName": "target", "PolicyName": "start", "PolicyDocument": document });
    ask(&mut account, "iam", "PutRolePolicy", policy);
    let names = ask(&mut account, "iam", "ListRolePolicies", json!({ "RoleName": "target" }));
    assert_eq!(names["PolicyNames"], json!(["start"]));
    let which = json!({ "RoleName": "target", "PolicyName": "start" });
    let got = ask(&mut account, "iam", "GetRolePolicy", which.clone());
    assert_eq!(got["PolicyDocument"].as_str().map(|text| text.contains("2012-10-17")), Some(true));
    assert!(
        account.notes().any(|note| note.contains("stored and not enforced")),
        "{:?}",
        account.notes().collect::<Vec<_>>()
    );

    assert_eq!(
        refused(&mut account, "iam", "DeleteRole", json!({ "RoleName": "target" })),
        "DeleteConflictException: Cannot delete entity, must delete policies first."
    );
    ask(&mut account, "iam", "DeleteRolePolicy", which.clone());
    assert_eq!(
        refused(&mut account, "iam", "DeleteRolePolicy", which),
        "NoSuchEntityException: The role policy with name start cannot be found."
    );
    ask(&mut account, "iam", "DeleteRole", json!({ "RoleName": "target" }));
    assert_eq!(
        refused(&mut account, "iam", "GetRole", json!({ "RoleName": "target" })),
        "NoSuchEntityException: The role with name target cannot be found."
    );
}

#[test]
fn roles_are_listed_in_pages() {
    let mut account = account();
    for name in ["c", "a", "b"] {
        role(&mut account, name, "events.amazonaws.com");
    }
    let first = ask(&mut account, "iam", "ListRoles", json!({ "MaxItems": 2 }));
    assert_eq!(first["IsTruncated"], true);
    assert_eq!(first["Roles"][0]["RoleName"], "a");
    let rest = ask(&mut account, "iam", "ListRoles", json!({ "Marker": first["Marker"] }));
    assert_eq!(rest["IsTruncated"], false);
    assert_eq!(rest["Roles"][0]["RoleName"], "c");
}

#[test]
fn a_log_group_is_made_kept_for_days_described_and_deleted() {
    let mut account = account();
    let name = json!({ "LogGroupName": "/stop/task" });
    ask(&mut account, "logs", "CreateLogGroup", name.clone());
    assert_eq!(
        refused(&mut account, "logs", "CreateLogGroup", name.clone()),
        "ResourceAlreadyExistsException: The specified log group already exists"
    );
    let keep = |days: i32| json!({ "LogGroupName": "/stop/task", "RetentionInDays": days });
    ask(&mut account, "logs", "PutRetentionPolicy", keep(7));
    assert!(
        refused(&mut account, "logs", "PutRetentionPolicy", keep(8))
            .starts_with("InvalidParameterException: ")
    );
    let described =
        ask(&mut account, "logs", "DescribeLogGroups", json!({ "LogGroupNamePrefix": "/stop" }));
    let group = &described["LogGroups"][0];
    assert_eq!(group["RetentionInDays"], 7);
    let arn = "arn:aws:logs:ap-northeast-1:111122223333:log-group:/stop/task";
    assert_eq!(group["Arn"], format!("{arn}:*"));
    assert_eq!(group["LogGroupArn"], arn);
    ask(&mut account, "logs", "DeleteLogGroup", name.clone());
    assert_eq!(
        refused(&mut account, "logs", "DeleteLogGroup", name),
        "ResourceNotFoundException: The specified log group does not exist."
    );
}

#[test]
fn a_client_is_a_user_of_the_account() {
    let mut account = account();
    let identity = ask(&mut account, "sts", "GetCallerIdentity", json!({}));
    assert_eq!(identity["Account"], "111122223333");
    assert_eq!(identity["Arn"], "arn:aws:iam::111122223333:user/firedrill");
}
