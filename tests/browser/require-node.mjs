// Imported first by every test file: an older Node.js fails in other people's code, with messages that do not tell why.

const OLDEST = 20;

if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  console.error(`These tests need Node.js ${OLDEST} or later; this is ${process.version}. See tests/browser/README.md.`);
  process.exit(1);
}
