#pragma once

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

// `gpointer` casts that Swift would have to spell at each place of use.
static inline void cpango_layout_free(PangoLayout *layout) { g_object_unref(layout); }
static inline void cpango_context_free(PangoContext *context) { g_object_unref(context); }
