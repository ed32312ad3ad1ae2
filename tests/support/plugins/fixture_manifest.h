/* A manifest written by hand, in the section that hosts read. */
#ifndef FIXTURE_MANIFEST_H
#define FIXTURE_MANIFEST_H

#define FIXTURE_MANIFEST(text) \
    __attribute__((section(".hxm_manifest"), used, retain)) static const char manifest_text[] = text

#endif
