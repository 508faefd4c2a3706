#version 330 core
// Lay the picture over the background.
uniform sampler2D picture;
uniform vec4 background;   // alpha 0 keeps the picture premultiplied over nothing
out vec4 result;

void main() {
    vec4 over = texelFetch(picture, ivec2(gl_FragCoord.xy), 0);
    result = over + (1.0 - over.a) * vec4(background.rgb * background.a, background.a);
}
