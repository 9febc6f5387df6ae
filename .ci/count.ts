import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface Assertion {
  status: string;
  fullName: string;
  failureMessages?: string[];
}
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  success: boolean;
  testResults: { name: string; message: string; assertionResults: Assertion[] }[];
}

/** Lines of a failure's message that are shown: counterexamples of property tests are long. */
const LINES = 12;
const shown = (message: string): string =>
  message.split('\n').slice(0, LINES).map((line) => `    ${line.slice(0, 300)}`).join('\n'); // biome-ignore format: one thought

/**
 * Sums the counts of the test runner's reports; exit code 1 if a test failed or was skipped. These are named once more here, as of a long output
 * often only the end is kept.
 */
let [passed, failed] = [0, 0];
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  if (!report.success) process.exitCode = 1;
  for (const { name, message, assertionResults } of report.testResults) {
    if (message !== '') console.log(`FAILED: ${relative('.', name)}\n${shown(message)}`);
    for (const { status, fullName, failureMessages = [] } of assertionResults) {
      if (status === 'passed') continue;
      process.exitCode = 1;
      console.log(`FAILED: ${relative('.', name)}: ${status === 'failed' ? '' : 'not run: '}${fullName}`);
      for (const each of failureMessages) console.log(shown(each));
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
