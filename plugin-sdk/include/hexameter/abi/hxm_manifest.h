/* The descriptors that hexameter_add_plugin() generates from plugin.json. A plugin's entry hands
 * them on, so that what the code says of itself is what the file's manifest says. */
#ifndef HXM_MANIFEST_H
#define HXM_MANIFEST_H
#include <hexameter/abi/hxm_plugin.h>
#ifdef __cplusplus
extern "C" {
#endif

/* How many plugins the manifest lists. */
uint32_t hxm_manifest_count(void);

/* Plugin i of the manifest, in static storage; 0 past the end. */
const hxm_descriptor* hxm_manifest_describe(uint32_t i);

/* The oldest host minor that the plugin can live with: "abi_minor_needed" of the manifest, which
 * hexameter_add_plugin() hands to the compiler. */
#ifndef HXM_MANIFEST_MINOR_NEEDED
#define HXM_MANIFEST_MINOR_NEEDED 0u
#endif

/* The exported symbol of a plugin file, over its manifest and its hxm_entry.create. Once per file,
 * at file scope, with a semicolon after it. */
#ifdef __cplusplus
#define HXM_ENTRY_STORAGE constinit
#else
#define HXM_ENTRY_STORAGE
#endif
#define HXM_ENTRY(create_function)                                                            \
    HXM_ENTRY_STORAGE const hxm_entry hexameter_plugin_v1 = {                                 \
        sizeof(hxm_entry),  HXM_ABI_MAJOR,         HXM_ABI_MINOR,  HXM_MANIFEST_MINOR_NEEDED, \
        hxm_manifest_count, hxm_manifest_describe, create_function}

#ifdef __cplusplus
}
#endif
#endif
