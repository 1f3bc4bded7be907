export { asStorage, errnoOf, toStorageError } from '../../../shared/errors/to-storage-error.ts';
