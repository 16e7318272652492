ALTER TABLE `badge` ADD `decision_id` text REFERENCES trainer_decision(id);--> statement-breakpoint
CREATE UNIQUE INDEX `badge_decision_once` ON `badge` (`decision_id`,`kind`);--> statement-breakpoint
ALTER TABLE `trainer_decision` ADD `from_paper` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `trainer_decision` ADD `heard_on` text;