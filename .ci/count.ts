import { readFileSync } from 'node:fs';

/** Sums the counts of the test runner's reports; exit code 1 if a test failed or was skipped, which is named. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  success: boolean;
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
}

let [passed, failed] = [0, 0];
for (const file of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  if (!report.success) process.exitCode = 1;
  for (const { status, fullName } of report.testResults.flatMap(({ assertionResults }) => assertionResults))
    if (status !== 'passed' && status !== 'failed') {
      console.log(`FAILED: not run: ${fullName}`);
      process.exitCode = 1;
    }
}
console.log(`${passed} passed, ${failed} failed`);
