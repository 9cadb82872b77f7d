### The console's pages about refused requests.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

admin-nav-refusals = حالات الرفض
admin-refusals-lead = لكل طلب مرفوض معرّف أُبلغ به تطبيقه. تُحفظ السجلات سبعة أيام.
admin-refusal-title = الرفض { $name }
admin-refusal-id = المعرّف
admin-refusal-at = الوقت
admin-refusal-rule = القاعدة
admin-refusal-section = واردة في
admin-refusal-error = رمز الخطأ
admin-refusal-endpoint = نقطة النهاية
admin-refusal-client = العميل
admin-refusal-no-such = لا يوجد رفض بالمعرّف { $name }. ربما مضى عليه أكثر من سبعة أيام.
admin-refusal-find = معرّف رفض
admin-refusal-client-filter = معرّف العميل
admin-refusal-mend = ما ينبغي فعله
admin-refusal-difference = الفرق
admin-refusal-place = أول حرف مختلف هو الحرف رقم { $place }.
admin-refusal-received = المستلَم
admin-refusal-nearest = الأقرب شبهًا
admin-refusal-registered = المسجَّل
admin-refusal-noted = ما دُوِّن
admin-refusal-unknown-rule = دوّن هذا الرفضَ إصدارٌ آخر قاعدته غير معروفة هنا.
admin-refusal-kind-same = لا فرق مع المسجَّل الآن: سُجّل لاحقًا، أو أن الخلل في شيء آخر.
admin-refusal-kind-trailing-slash = أحدهما فقط ينتهي بشرطة مائلة.
admin-refusal-kind-scheme = يختلف المخطط، مثل http وhttps.
admin-refusal-kind-case = الفرق في حالة الأحرف فقط، وهي معتبرة.
admin-refusal-kind-whitespace = توجد مسافات أو نهايات أسطر حوله.
admin-refusal-kind-encoding = متطابقان إلا في الترميز المئوي.
admin-refusal-kind-host = يختلف المضيف. localhost و127.0.0.1 مضيفان مختلفان.
admin-refusal-kind-port = يختلف المنفذ.
admin-refusal-kind-path = يختلف المسار.
admin-refusal-kind-query = يختلف جزء الاستعلام.
admin-refusal-kind-fragment = لأحدهما جزء (fragment).
admin-refusal-kind-other = هما مختلفان.
