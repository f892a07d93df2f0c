// Prints how many executions a second `aws-local-stepfunctions` runs, as one line of JSON for each
// machine, as the example `compare_interpreters` does for ours.
//
// Arguments: the folder of the package, how many windows of time are measured, and how many
// milliseconds each takes.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// Node has it from version 22 on.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
};

const [folder, windows, length] = process.argv.slice(2);
const { StateMachine } = await import(pathToFileURL(`${folder}/build/main.node.esm.js`));

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const flow = read("../fixtures/flows/stop-task/state-machine.asl.json").replaceAll(')\\n"', ')"');
const machines = {
  "published flow": { definition: JSON.parse(flow), ...JSON.parse(read("machines/stop_task.json")) },
  "Pass, Choice, Pass": JSON.parse(read("machines/pass_choice_pass.json")),
};

for (const [name, { definition, input, results }] of Object.entries(machines)) {
  const machine = new StateMachine(definition);
  const handlers = (answer) =>
    Object.fromEntries(Object.entries(results).map(([state, result]) => [state, answer(state, result)]));

  const parameters = {};
  const noting = handlers((state, result) => (given) => ((parameters[state] = given), result));
  const output = await machine.run(input, { overrides: { taskResourceLocalHandlers: noting } }).result;

  const overrides = { taskResourceLocalHandlers: handlers((_, result) => () => result) };
  let best = 0;
  // The first window is for warming up.
  for (let window = 0; window <= Number(windows); window++) {
    const started = performance.now();
    let executions = 0;
    let took;
    do {
      for (let i = 0; i < 16; i++) await machine.run(input, { overrides }).result;
      executions += 16;
      took = performance.now() - started;
    } while (took < Number(length));
    if (window > 0) best = Math.max(best, (executions * 1000) / took);
  }
  console.log(JSON.stringify({ machine: name, executionsPerSecond: best, output, parameters }));
}
