#!/usr/bin/env node
// Stands in for fpm, which electron-builder calls for a deb and which few machines have: understands what it is called
// with, and nothing else, and packs with the system's own dpkg-deb.
import { readPackageRequest } from './fpm-arguments.mjs';
import { buildDeb } from './deb.mjs';

buildDeb(readPackageRequest(process.argv.slice(2)));
