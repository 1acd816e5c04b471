/**
 * Compiles the part of @u4/opencv4nodejs that we use.
 *
 * The package's own build compiles 104 files for nine minutes and then links all
 * of OpenCV. Three things make it a quarter of one: a header that claims only
 * five modules, so that nothing else is compiled or linked; two units that
 * include their files one after the other, so that Node's and OpenCV's headers
 * are read twice and not 24 times; and -O1, because the glue only calls OpenCV.
 * The compiler is called directly: gyp and make add nothing to three commands,
 * and stumble over folders with a space in their name.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { type Environment, type Finished, runCommand } from "./command.js";
import {
  libraryFile,
  type NodeHeaders,
  OPENCV_MODULES,
  type OpenCvPlace,
  type Sources,
} from "./toolchain.js";

/** Raised when a binding built by an older version of this file must be built again. */
export const RECIPE = 1;

/** A compiler of one unit takes 0.5 GB; below this much memory they run one after the other. */
const MEMORY_FOR_TWO = 1.5 * 2 ** 30;

/** The units. Files that say `using namespace cv` are last, as they make names ambiguous for what follows. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  core: [
    "opencv4nodejs",
    "CustomMatAllocator",
    "ExternalMemTracking",
    ...["core", "HistAxes", "Mat", "Point", "Vec", "Size", "Rect", "RotatedRect"].map(
      (name) => `core/${name}`,
    ),
    "core/TermCriteria",
    "core/coreConstants",
  ],
  pictures: [
    ...["imgproc", "MatImgproc", "Contour", "Moments"].map((name) => `imgproc/${name}`),
    ...["io", "VideoCapture", "VideoWriter"].map((name) => `io/${name}`),
    "highgui/highgui",
    "imgproc/imgprocConstants",
    "io/ioConstants",
    "highgui/highguiConstants",
  ],
};

const DEFINES = [
  "NODE_GYP_MODULE_NAME=opencv4nodejs",
  "BUILDING_NODE_EXTENSION",
  "USING_UV_SHARED=1",
  "USING_V8_SHARED=1",
  "_FILE_OFFSET_BITS=64",
];

export interface Compilation {
  readonly sources: Sources;
  readonly openCv: OpenCvPlace;
  readonly headers: NodeHeaders;
  readonly compiler: string;
  /** An empty folder to work in. */
  readonly folder: string;
  readonly env: Environment;
  readonly signal: AbortSignal | undefined;
}

/** Compiles and links the binding; on success it is `opencv4nodejs.node` in the folder. */
export async function compile(work: Compilation): Promise<Finished> {
  writeShim(work.folder);
  const units = Object.keys(UNITS);
  const parallel = totalmem() >= MEMORY_FOR_TWO;
  const finished: Finished[] = [];
  if (parallel) finished.push(...(await Promise.all(units.map((unit) => compileUnit(work, unit)))));
  else for (const unit of units) finished.push(await compileUnit(work, unit));
  return finished.find(({ code }) => code !== 0) ?? link(work, units);
}

/** What the package asks OpenCV for its modules: ours says five of them, whatever is installed. */
function writeShim(folder: string): void {
  const lines = OPENCV_MODULES.map((module) => `#define HAVE_OPENCV_${module.toUpperCase()}\n`);
  mkdirSync(join(folder, "shim/opencv2"), { recursive: true });
  writeFileSync(join(folder, "shim/opencv2/opencv_modules.hpp"), lines.join(""));
}

async function compileUnit(work: Compilation, unit: string): Promise<Finished> {
  const { sources, openCv, headers, compiler, folder } = work;
  const cc = join(sources.folder, "cc");
  const includes = (UNITS[unit] ?? []).map((name) => `#include "${name}.cc"\n`);
  writeFileSync(join(folder, `${unit}.cc`), includes.join(""));
  const search = [
    join(folder, "shim"),
    openCv.include,
    headers.include,
    cc,
    join(cc, "core"),
    join(cc, "native-node-utils"),
    sources.nan,
  ];
  const flags = [`-std=${headers.dialect}`, "-O1", "-w", "-fPIC", "-pthread", "-pipe"];
  return run(work, compiler, [
    ...flags,
    ...DEFINES.map((define) => `-D${define}`),
    ...search.map((path) => `-I${path}`),
    "-c",
    `${unit}.cc`,
    `-o${unit}.o`,
  ]);
}

async function link(work: Compilation, units: readonly string[]): Promise<Finished> {
  const { openCv, compiler } = work;
  const shared =
    process.platform === "darwin"
      ? ["-bundle", "-undefined", "dynamic_lookup"]
      : ["-shared", "-pthread", "-s"];
  return run(work, compiler, [
    ...shared,
    "-oopencv4nodejs.node",
    ...units.map((unit) => `${unit}.o`),
    ...OPENCV_MODULES.map((module) => libraryFile(openCv.libraries, module)),
    `-Wl,-rpath,${openCv.libraries}`,
  ]);
}

const run = async (
  { folder, env, signal }: Compilation,
  command: string,
  args: readonly string[],
): Promise<Finished> =>
  runCommand(command, args, { cwd: folder, env: { ...env, TMPDIR: folder }, signal });
