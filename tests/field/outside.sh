aws application-autoscaling put-scaling-policy --cli-input-json file:///etc/passwd
aws application-autoscaling put-scaling-policy --cli-input-json file://../cli-input.json
aws application-autoscaling put-scaling-policy --cli-input-json file://cli-input.json --policy-name other
