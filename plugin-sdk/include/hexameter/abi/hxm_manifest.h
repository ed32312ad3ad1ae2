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
const hxm_descriptor *hxm_manifest_describe(uint32_t i);

/* The oldest host minor that the manifest can live with ("abi_minor_needed", 0 when not given). */
uint32_t hxm_manifest_minor_needed(void);

#ifdef __cplusplus
}
#endif
#endif
