### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = 拒绝记录
admin-refusals-lead = 每个被拒绝的请求都有一个标识，已告知其应用。记录保留七天。
admin-refusal-title = 拒绝记录 { $name }
admin-refusal-id = 标识
admin-refusal-at = 时间
admin-refusal-rule = 规则
admin-refusal-section = 出处
admin-refusal-error = 错误代码
admin-refusal-endpoint = 端点
admin-refusal-client = 客户端
admin-refusal-no-such = 没有拒绝记录 { $name }。它可能已超过七天。
admin-refusal-find = 拒绝记录的标识
admin-refusal-client-filter = 客户端标识
admin-refusal-mend = 处理办法
admin-refusal-difference = 差异
admin-refusal-place = 第一个不同的字符是第 { $place } 个。
admin-refusal-received = 收到的值
admin-refusal-nearest = 最相似的值
admin-refusal-registered = 登记的值
admin-refusal-noted = 所记录的内容
admin-refusal-unknown-rule = 此拒绝由另一版本记录，其规则在此未知。
admin-refusal-kind-same = 与当前登记的内容没有差异：可能是之后才登记的，或者是其他问题。
admin-refusal-kind-trailing-slash = 只有其中一个以斜杠结尾。
admin-refusal-kind-scheme = 协议不同，如 http 与 https。
admin-refusal-kind-case = 只有大小写不同；大小写有区别。
admin-refusal-kind-whitespace = 首尾有空格或换行。
admin-refusal-kind-encoding = 除百分号编码外相同。
admin-refusal-kind-host = 主机不同。localhost 和 127.0.0.1 是两个主机。
admin-refusal-kind-port = 端口不同。
admin-refusal-kind-path = 路径不同。
admin-refusal-kind-query = 查询部分不同。
admin-refusal-kind-fragment = 其中一个带有片段。
admin-refusal-kind-other = 二者不同。
