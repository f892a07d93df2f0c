//! What RegisterTaskDefinition refuses ("Amazon ECS task definition parameters" of the developer
//! guide).

use std::collections::BTreeSet;

use firedrill_api::Value;

use super::error::{client, invalid_parameter};
use super::identifier::check_name;
use super::task_size::{TaskSize, read_cpu, read_memory};
use crate::error::ServiceError;
use crate::operation::ecs::{ContainerDefinition, RegisterTaskDefinitionRequest};

/// Checks a definition that is to be registered and says how large its tasks are.
pub(super) fn check(request: &RegisterTaskDefinitionRequest) -> Result<TaskSize, ServiceError> {
    // unsure
    check_name(&request.family, "Family contains invalid characters.")?;
    if request.container_definitions.is_empty() {
        return Err(client("Container list cannot be empty."));
    }
    let size = TaskSize::of(request)?;
    check_containers(request)?;
    let asked = request.requires_compatibilities.as_deref().unwrap_or_default();
    if asked.iter().any(|launch_type| launch_type == "FARGATE") {
        check_fargate(request, size)?;
    }
    Ok(size)
}

fn check_containers(request: &RegisterTaskDefinitionRequest) -> Result<(), ServiceError> {
    let mut names = BTreeSet::new();
    for container in &request.container_definitions {
        let name = container.name.as_deref().unwrap_or_default();
        if name.is_empty() {
            return Err(client("Container.name should not be null or empty."));
        }
        if container.image.as_deref().unwrap_or_default().is_empty() {
            return Err(client("Container.image should not be null or empty."));
        }
        if !names.insert(name) {
            // unsure
            return Err(client(format!("Container.name must be unique: {name}.")));
        }
        check_memory(container, name, request.memory.is_some())?;
        if container.stop_timeout.is_some_and(|timeout| timeout < 0) {
            // unsure
            return Err(client(format!("Invalid 'stopTimeout' setting for container '{name}'.")));
        }
    }
    if request.container_definitions.iter().all(|each| each.essential == Some(false)) {
        // unsure
        return Err(client("TaskDefinition must have at least one essential container."));
    }
    Ok(())
}

fn check_memory(
    container: &ContainerDefinition,
    name: &str,
    task_has_memory: bool,
) -> Result<(), ServiceError> {
    match (container.memory, container.memory_reservation) {
        (None, None) if !task_has_memory => Err(client(format!(
            "Invalid setting for container '{name}'. At least one of 'memory' or \
             'memoryReservation' must be specified."
        ))),
        (Some(memory), Some(reservation)) if reservation > memory => {
            // unsure
            Err(client(format!(
                "Invalid setting for container '{name}'. The setting for 'memory' must not be \
                 less than 'memoryReservation'."
            )))
        }
        _ => Ok(()),
    }
}

fn check_fargate(
    request: &RegisterTaskDefinitionRequest,
    size: TaskSize,
) -> Result<(), ServiceError> {
    if request.network_mode.as_deref() != Some("awsvpc") {
        return Err(client("Fargate only supports network mode ‘awsvpc’."));
    }
    if read_cpu(request.cpu.as_deref())?.is_none() {
        return Err(client("Fargate requires that 'cpu' be defined at the task level."));
    }
    if read_memory(request.memory.as_deref())?.is_none() {
        return Err(client("Fargate requires that 'memory' be defined at the task level."));
    }
    if !size.is_of_fargate() {
        return Err(client("No Fargate configuration exists for given values."));
    }
    // "On Fargate a container may take 120 seconds at most to stop."
    for container in &request.container_definitions {
        if container.stop_timeout.is_some_and(|timeout| timeout > 120) {
            // unsure
            return Err(invalid_parameter(
                "Fargate supports a 'stopTimeout' of up to 120 seconds.",
            ));
        }
    }
    if request.execution_role_arn.is_some() {
        return Ok(());
    }
    let needs_role = |what: &str| {
        client(format!(
            "Fargate requires task definition to have execution role ARN to support {what}."
        ))
    };
    if request.container_definitions.iter().any(has_image_of_ecr) {
        return Err(needs_role("ECR images"));
    }
    if request.container_definitions.iter().any(logs_to_cloudwatch) {
        return Err(needs_role("log driver awslogs"));
    }
    Ok(())
}

fn has_image_of_ecr(container: &ContainerDefinition) -> bool {
    let image = container.image.as_deref().unwrap_or_default();
    let registry = image.split('/').next().unwrap_or_default();
    registry.contains(".dkr.ecr.") && registry.contains(".amazonaws.com")
}

fn logs_to_cloudwatch(container: &ContainerDefinition) -> bool {
    container
        .log_configuration
        .as_ref()
        .is_some_and(|log| log.get("logDriver").and_then(Value::as_str) == Some("awslogs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fargate() -> RegisterTaskDefinitionRequest {
        RegisterTaskDefinitionRequest {
            family: "web".into(),
            network_mode: Some("awsvpc".into()),
            requires_compatibilities: Some(vec!["FARGATE".into()]),
            cpu: Some("256".into()),
            memory: Some("512".into()),
            container_definitions: vec![container("web")],
            ..RegisterTaskDefinitionRequest::default()
        }
    }

    fn container(name: &str) -> ContainerDefinition {
        ContainerDefinition {
            name: Some(name.into()),
            image: Some("public.ecr.aws/nginx/nginx:stable".into()),
            ..ContainerDefinition::default()
        }
    }

    #[test]
    fn a_small_fargate_task_is_accepted() {
        assert_eq!(check(&fargate()).unwrap(), TaskSize { cpu: 256, memory: 512 });
    }

    #[test]
    fn fargate_needs_its_network_mode_and_a_size_that_it_has() {
        let refused = |change: fn(&mut RegisterTaskDefinitionRequest)| {
            let mut request = fargate();
            change(&mut request);
            check(&request).unwrap_err().message
        };
        assert_eq!(
            refused(|request| request.network_mode = None),
            "Fargate only supports network mode ‘awsvpc’."
        );
        assert_eq!(
            refused(|request| request.cpu = None),
            "Fargate requires that 'cpu' be defined at the task level."
        );
        assert_eq!(
            refused(|request| request.memory = Some("5 GB".into())),
            "No Fargate configuration exists for given values."
        );
        assert_eq!(
            refused(|request| {
                let image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/web";
                request.container_definitions[0].image = Some(image.into());
            }),
            "Fargate requires task definition to have execution role ARN to support ECR images."
        );
    }

    #[test]
    fn containers_need_names_images_and_on_ec2_memory() {
        let mut request = fargate();
        request.requires_compatibilities = None;
        request.memory = None;
        assert_eq!(
            check(&request).unwrap_err().message,
            "Invalid setting for container 'web'. At least one of 'memory' or 'memoryReservation' \
             must be specified."
        );
        let mut request = fargate();
        request.container_definitions.push(container("web"));
        assert_eq!(check(&request).unwrap_err().code, "ClientException");
        request.container_definitions[1].name = Some(String::new());
        let expected = "Container.name should not be null or empty.";
        assert_eq!(check(&request).unwrap_err().message, expected);
        request.container_definitions.clear();
        assert_eq!(check(&request).unwrap_err().message, "Container list cannot be empty.");
    }
}
