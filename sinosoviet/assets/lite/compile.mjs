// Rewrites wheels for the browser, with the very Python that will load them: node compile.mjs FOLDER JOBS
// FOLDER holds Pyodide's core; JOBS is a JSON list of {from, to, keep}: two wheels (or zip files of
// modules), and whether to keep the sources. Python in the browser would otherwise compile every
// module anew at every visit.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [folder, jobs] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = createRequire(import.meta.url)(join(folder, "pyodide.js"));
const python = await loadPyodide({ indexURL: folder, packages: [] });
python.runPython(`
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import cache_from_source, source_hash

def rewrite(keep):
    with zipfile.ZipFile("/from.zip") as old, zipfile.ZipFile("/to.zip", "w") as new:
        for item in old.infolist():
            # As in Pyodide's own wheels: a package's tests stay at home.
            if item.is_dir() or "/tests/" in item.filename:
                continue
            data = old.read(item)
            name = item.filename
            if name.endswith(".py"):
                try:
                    code = compile(data, name, "exec", dont_inherit=True)
                except SyntaxError:  # a template, never imported
                    put(new, name, data)
                    continue
                if keep:
                    put(new, name, data)
                name = cache_from_source(name) if keep else name + "c"
                data = bytes(_code_to_hash_pyc(code, source_hash(data), checked=False))
            put(new, name, data)

def put(wheel, name, data):
    # One date for all, so that the same wheel always gives the same bytes.
    item = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    item.compress_type = zipfile.ZIP_DEFLATED
    wheel.writestr(item, data)
`);
const rewrite = python.globals.get("rewrite");
for (const { from, to, keep } of JSON.parse(readFileSync(jobs, "utf8"))) {
    python.FS.writeFile("/from.zip", readFileSync(from));
    rewrite(keep);
    writeFileSync(to, python.FS.readFile("/to.zip"));
}
