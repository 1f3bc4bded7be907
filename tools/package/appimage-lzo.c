/* Our images are never packed with LZO. This stands in for liblzo2, which is GPL and would be linked in. */
int lzo1x_decompress_safe(const unsigned char *in, unsigned long in_len, unsigned char *out, unsigned long *out_len, void *mem) {
  (void)in;
  (void)in_len;
  (void)out;
  (void)out_len;
  (void)mem;
  return -1;
}
