// A rotation matrix as a quaternion, and the derivative of that: once per camera, so plain scalar code.
#pragma once

namespace raf {

// Four vectors are parallel to the quaternion, each linear in the matrix and safe where its own diagonal entry is largest:
// (4 w^2, 4 w x, 4 w y, 4 w z) = (1 + R00 + R11 + R22, R21 - R12, R02 - R20, R10 - R01), and so on.
struct QuatBranch {
    int index;
    float inv_len;
};

static inline void quat_terms(int branch, const float* R, float* v) {
    const float a = R[7] - R[5], b = R[2] - R[6], c = R[3] - R[1], d = R[1] + R[3], e = R[2] + R[6], f = R[5] + R[7];
    const float w = 1 + R[0] + R[4] + R[8], x = 1 + R[0] - R[4] - R[8], y = 1 - R[0] + R[4] - R[8], z = 1 - R[0] - R[4] + R[8];
    const float rows[4][4] = {{w, a, b, c}, {a, x, d, e}, {b, d, y, f}, {c, e, f, z}};
    for (int k = 0; k < 4; ++k) v[k] = rows[branch][k];
}

static inline void quat_of_rotation(const float* R, float* q, QuatBranch& branch) {
    const float diagonal[4] = {1 + R[0] + R[4] + R[8], 1 + R[0] - R[4] - R[8], 1 - R[0] + R[4] - R[8], 1 - R[0] - R[4] + R[8]};
    branch.index = 0;
    for (int k = 1; k < 4; ++k)
        if (diagonal[k] > diagonal[branch.index]) branch.index = k;
    float v[4], len2 = 0.0f;
    quat_terms(branch.index, R, v);
    for (int k = 0; k < 4; ++k) len2 += v[k] * v[k];
    branch.inv_len = len2 > 1e-12f ? 1.0f / __builtin_sqrtf(len2) : 0.0f;
    for (int k = 0; k < 4; ++k) q[k] = v[k] * branch.inv_len;
}

// Adds d loss / d R (a [4,4] row-major pose's upper left) from d loss / d q.
static inline void quat_of_rotation_backward(const float* R, const double* v_q, double* v_pose) {
    float q[4];
    QuatBranch branch;
    quat_of_rotation(R, q, branch);
    double along = 0.0, g[4];
    for (int k = 0; k < 4; ++k) along += v_q[k] * q[k];
    for (int k = 0; k < 4; ++k) g[k] = (v_q[k] - along * q[k]) * branch.inv_len;
    static const int sign[4][3] = {{1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}};
    const int i = branch.index;
    for (int d = 0; d < 3; ++d) v_pose[d * 4 + d] += sign[i][d] * g[i];
    // entries of the symmetric table: (0,1) a, (0,2) b, (0,3) c antisymmetric; (1,2) d, (1,3) e, (2,3) f symmetric
    static const int at[4][4][3] = {{{0, 0, 0}, {9, 6, -1}, {2, 8, -1}, {4, 1, -1}},
                                    {{9, 6, -1}, {0, 0, 0}, {1, 4, 1}, {2, 8, 1}},
                                    {{2, 8, -1}, {1, 4, 1}, {0, 0, 0}, {6, 9, 1}},
                                    {{4, 1, -1}, {2, 8, 1}, {6, 9, 1}, {0, 0, 0}}};
    for (int k = 0; k < 4; ++k) {
        if (k == i) continue;
        v_pose[at[i][k][0]] += g[k];
        v_pose[at[i][k][1]] += at[i][k][2] * g[k];
    }
}

}  // namespace raf
