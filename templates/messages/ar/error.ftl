### Refusals.
### { $name } stands for a value; it is encoded, so that texts need no care and can hold no markup.

error-title-request = لا يمكن قبول هذا الطلب
error-title-not-found = لا توجد صفحة كهذه
error-title-forbidden = هذه الصفحة ليست لك
error-title-expired = انتهت صلاحية هذه الصفحة
error-title-busy = الخدمة مشغولة للغاية
error-title-server = حدث خطأ هنا
error-hint-request = عُد إلى التطبيق وابدأ من جديد. وإن لم يُجدِ ذلك، فأعطِ فريق دعم التطبيق المرجع أدناه.
error-hint-not-found = تحقق من العنوان، أو ابدأ من جديد من التطبيق الذي أحالك إلى هنا.
error-hint-forbidden = أنت مسجّل الدخول، لكن حسابك لا يملك حق رؤيتها. سجّل الخروج لاستخدام حساب آخر.
error-hint-expired = عُد إلى التطبيق وابدأ من جديد. يجب السماح بملفات تعريف الارتباط.
error-hint-busy = انتظر لحظة ثم حاول مرة أخرى.
error-hint-server = حاول مرة أخرى بعد لحظة. وإن تكرر ذلك، فأعطِ أحد المسؤولين المرجع أدناه.
error-back = الانتقال إلى { $product }
error-details = التفاصيل
error-code = الخطأ
error-id = المرجع
error-explanation = للمسؤولين
error-section = القاعدة
error-mend = للمطوّرين
