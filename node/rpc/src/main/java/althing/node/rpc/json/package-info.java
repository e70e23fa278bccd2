/**
 * JSON as this node reads and writes it: {@link althing.node.rpc.json.JsonIn} reads one document
 * once into plain values under hard limits, {@link althing.node.rpc.json.JsonOut} writes straight
 * to bytes.
 */
@NullMarked
package althing.node.rpc.json;

import org.jspecify.annotations.NullMarked;
